import { literal, type Sql, sql } from './sql';

/** What one query of a page may cost. A query that needs more stops with ClickHouse's own error, never with a cut result. */
export interface QueryLimits {
  seconds: number;
  rowsRead: number;
  rowsReturned: number;
}

/** Enough for a month of a busy installation, and short of what would hurt the server. */
export const PAGE_LIMITS: QueryLimits = { seconds: 30, rowsRead: 2_000_000_000, rowsReturned: 100_000 };

/** For menus: a short answer from part of the data is better than a slow one from all of it. */
export const MENU_LIMITS: QueryLimits = { seconds: 10, rowsRead: 20_000_000, rowsReturned: 10_000 };

/** A row and its second delivery have the same time, so they lie in the same month: FINAL need not look across months. */
const FINAL_WITHIN_MONTHS = sql`do_not_merge_across_partitions_select_final = 1`;

/**
 * An index may decide which granules a FINAL reads. ClickHouse would read those of all rows with neighbouring keys as
 * well, in case an older version of a row matches that a newer one has replaced; here both have the same content.
 */
const FINAL_BY_INDEXES = sql`use_skip_indexes_if_final_exact_mode = 0`;

/** `SETTINGS` that bound a query. */
export function settings({ seconds, rowsRead, rowsReturned }: QueryLimits = PAGE_LIMITS): Sql {
  return sql`SETTINGS ${FINAL_WITHIN_MONTHS}, ${FINAL_BY_INDEXES}, max_execution_time = ${literal(seconds)}, max_rows_to_read = ${literal(rowsRead)}, max_result_rows = ${literal(rowsReturned)}`;
}

/** `SETTINGS` for menus: reads up to the limit and answers from what it has seen. */
export function menuSettings({ seconds, rowsRead, rowsReturned }: QueryLimits = MENU_LIMITS): Sql {
  return sql`SETTINGS max_execution_time = ${literal(seconds)}, timeout_overflow_mode = 'break', max_rows_to_read = ${literal(rowsRead)}, read_overflow_mode = 'break', max_result_rows = ${literal(rowsReturned)}`;
}
