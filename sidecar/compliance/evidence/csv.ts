/** A value of a result, as ClickHouse's JSON has it. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/**
 * A row as CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula gets an apostrophe in front; the JSONL
 * file beside it has every value as it was.
 */
export const csvRow = (row: readonly Value[]): string => row.map(cell).join(',') + '\r\n';

/** What Excel, LibreOffice and Google Sheets begin a formula with; the full-width forms are read as the plain ones. */
const FORMULA = /^[=+\-@\t\r\n|\uff1d\uff0b\uff0d\uff20]/;

function cell(value: Value): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // a space in front does not keep a spreadsheet from it
  const safe = FORMULA.test(text.trimStart()) || FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
