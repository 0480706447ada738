/** Exit codes of `girok`, documented in its help. */
export const EXIT = { ok: 0, failed: 1, refused: 2, pending: 3, differs: 4 } as const;

/** A line on standard output: the result that a person or a script reads. */
export const print = (text: string) => process.stdout.write(text + '\n');

/** A line on standard error: what went wrong. */
export const complain = (text: string) => process.stderr.write(text + '\n');

/** Left-aligned columns, two spaces apart, with a head line. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
