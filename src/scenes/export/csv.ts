/**
 * Cells that a spreadsheet would take for a formula: `=`, `+`, `-`, `@`, tab or carriage return in front. They get an
 * apostrophe in front, which spreadsheets read as "this is text"; whoever reads the file with a program takes it off, or
 * exports JSONL, where values are as they are. Plain numbers stay. Source of the rule: OWASP, CSV injection.
 */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One record as RFC 4180 has it: cells in quotes where they must be, CRLF at the end. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: unknown): string {
  const text = textOf(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
