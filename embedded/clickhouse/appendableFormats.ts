/**
 * Formats without a head, a foot or a separator between rows. chDB writes each streamed block as a document of its own,
 * so only these may be streamed: a `JSON` answer in two blocks would be two JSON documents.
 */
const APPENDABLE =
  /^(Native|RowBinary|RawBLOB|LineAsString|MsgPack|TSKV|CSV|(TSV|TabSeparated)(Raw)?|JSON(Compact)?(Strings)?EachRow|NDJSON|JSONLines)$/i;

/** Whether the blocks of a result in this format can simply follow each other. */
export const isAppendable = (format: string): boolean => APPENDABLE.test(format);
