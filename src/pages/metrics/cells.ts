import { type Row } from '../../scenes/tab/answer';

/** How many values were recorded in one interval and bucket. `time` in ms since 1970; an end may be infinite. */
export interface BucketCell {
  time: number;
  low: number;
  high: number;
  amount: number;
}

/** Cells on a grid: `x` counts intervals, `y` buckets from the lowest. */
interface BucketGrid {
  cells: Array<{ x: number; y: number; cell: BucketCell }>;
  columns: number;
  /** Ends of the buckets, the lowest first. */
  rows: Array<{ low: number; high: number }>;
}

/** An end of a bucket; a format without infinity writes it as text or as null. */
const endOf = (value: unknown, missing: number) =>
  value == null
    ? missing
    : /inf/i.test(String(value))
      ? String(value).startsWith('-')
        ? -Infinity
        : Infinity
      : Number(value);

export const cellsOf = (rows: Row[]): BucketCell[] =>
  rows.map((row) => ({
    time: Number(row.time),
    low: endOf(row.low, -Infinity),
    high: endOf(row.high, Infinity),
    amount: Number(row.amount),
  }));

/** @param step length of an interval in ms, from the shortest distance of two times */
export function gridOf(cells: BucketCell[], { from, to }: { from: number; to: number }): BucketGrid {
  const times = [...new Set(cells.map(({ time }) => time))].sort((a, b) => a - b);
  const step = Math.max(1, Math.min(to - from, ...times.slice(1).map((time, i) => time - times[i])));
  const rows = [...new Map(cells.map(({ low, high }) => [`${low} ${high}`, { low, high }])).values()].sort(
    (a, b) => a.high - b.high || a.low - b.low
  );
  const rowOf = new Map(rows.map(({ low, high }, y) => [`${low} ${high}`, y]));
  const start = Math.floor(from / step) * step;
  return {
    cells: cells.map((cell) => ({
      cell,
      x: Math.round((cell.time - start) / step),
      y: rowOf.get(`${cell.low} ${cell.high}`) ?? 0,
    })),
    columns: Math.max(1, Math.ceil((to - start) / step)),
    rows,
  };
}
