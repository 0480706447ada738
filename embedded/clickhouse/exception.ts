/** Error codes of ClickHouse that this server raises itself. */
const CODE = {
  SYNTAX_ERROR: 62,
  NOT_IMPLEMENTED: 48,
  CANNOT_DECOMPRESS: 271,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WAS_CANCELLED: 394,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  UNKNOWN_EXCEPTION: 1002,
} as const;

/** An error in ClickHouse's own words: `Code: N. DB::Exception: text (NAME)`. */
export class ClickHouseException extends Error {
  constructor(
    readonly code: number,
    /** The whole text, beginning with `Code:`. */
    readonly text: string
  ) {
    super(text);
    this.name = 'ClickHouseException';
  }

  static of(name: keyof typeof CODE, what: string): ClickHouseException {
    return new ClickHouseException(CODE[name], `Code: ${CODE[name]}. DB::Exception: ${what} (${name})`);
  }
}

/** Makes a ClickHouse exception of whatever the engine or Node threw. */
export function asClickHouseException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) {
    return error;
  }
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const text = String(isError ? error.message : error);
  const code = /Code: (\d+)\./.exec(text)?.[1];
  return code === undefined
    ? ClickHouseException.of('UNKNOWN_EXCEPTION', text)
    : new ClickHouseException(Number(code), tidy(text));
}

/** The engine wraps some errors in themselves and names the file that the rows were spooled to; neither says anything to a client. */
function tidy(text: string): string {
  return text
    .replace(/^[^:]*: (?=Code: \d+\. DB::Exception: )/, '')
    .replace(/^(Code: \d+\. DB::Exception: )\1/, '$1')
    .replace(/: data for INSERT was parsed from file/, '')
    .replace(/: \(in file\/uri [^)]*\)/, '')
    .replace(/( \([A-Z_0-9]+\)) \(version [^)]*\)\.? ?(\([A-Z_0-9]+\))?\s*$/, '$1')
    .trimEnd();
}

/** Status by exception code, as in ClickHouse's exceptionCodeToHTTPStatus, except 202: ClickHouse says 500, we say "try later". */
const STATUSES: Array<[status: number, codes: number[]]> = [
  [401, [194]],
  [403, [192, 193, 497, 512, 516]],
  [400, [6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441, 675, 676]],
  [404, [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511]],
  [408, [159]],
  [411, [381]],
  [413, [229]],
  [415, [779]],
  [501, [48]],
  [503, [76, 202, 209, 439]],
];

/** The HTTP status ClickHouse answers with when a statement fails before its first byte. */
export function httpStatusOf(code: number): number {
  return STATUSES.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
}

/** Body of a failed answer: the text, the engine's version, a newline. */
export function exceptionBody(exception: ClickHouseException, version: string): string {
  return `${exception.text} (version ${version})\n`;
}

/**
 * What ClickHouse (25.11 and later) writes after rows that were already sent: the message between two markers,
 * with its length in bytes and the tag that the header X-ClickHouse-Exception-Tag announced.
 */
export function exceptionBlock(exception: ClickHouseException, version: string, tag: string): string {
  const message = exceptionBody(exception, version);
  return `\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`;
}
