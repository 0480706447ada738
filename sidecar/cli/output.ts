import { stripVTControlCharacters, styleText } from 'node:util';

/**
 * Exit codes of `girok`, documented in its help: done; failed; refused before anything was changed; something is
 * pending; something differs; another runner holds the lock; a Kafka queue was made and does not read;
 * `doctor` found something that does not work; interrupted.
 */
export const EXIT = {
  ok: 0,
  failed: 1,
  refused: 2,
  pending: 3,
  differs: 4,
  locked: 5,
  notConsuming: 6,
  unwell: 7,
  interrupted: 130,
} as const;

/** A line on standard output: the result that a person or a script reads. */
export const print = (text: string) => process.stdout.write(text + '\n');

/** A line on standard error: what went wrong. */
export const complain = (text: string) => process.stderr.write(text + '\n');

type Style = Parameters<typeof styleText>[0];

/** Colours the text where standard output is a terminal that shows colours and NO_COLOR is not set. */
export const paint = (style: Style, text: string) =>
  process.stdout.isTTY && process.stdout.hasColors() ? styleText(style, text) : text;

/** Left-aligned columns, two spaces apart, with a head line. Cells may be painted. */
export function table(head: string[], rows: string[][]): string {
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => width(row[i]))));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat(widths[i] - width(cell)))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}

/** `1 statement`, `2 statements`, `1,234 rows`. */
export const count = (n: number, thing: string) => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;
