import { DAY_MS, END } from './rows';
import { type Sql } from '../../queries/sql';
import { type TableMapping } from '../../queries/tables';
import { type TimeRange } from '../../queries/timeRange';

/** Something that a person or a page asks, in the words of any layout. */
export interface Question<Table> {
  name: string;
  title: string;
  /** Columns in which every layout must answer the same: counts, times, ids. Percentiles are estimates and not among them. */
  same: readonly string[];
  ask(table: Table): Sql;
  /** How Girok's own pages ask it, where one of their builders does. Its answer has at least the columns `same`. */
  page?(tables: TableMapping): Sql;
}

/** A range that ends with the rows, or some days before. Milliseconds since 1970, both ends included. */
export function last(length: number, before = 0): { from: number; to: number } {
  const to = END - before;
  return { from: to - length, to: to - 1 };
}

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export const days = (count: number): TimeRange & object => last(count * DAY_MS);
