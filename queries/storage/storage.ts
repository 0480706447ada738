import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { bucket, within } from '../timeRange';

/** What ClickHouse says of itself. All of it is small and kept in memory, but the query log, which has a key of time. */

/** One row: `parts`, `merges`, `mutations` that are not done, `queries` that run, `errors` since the start, `bytes` and `rows` of the database. */
export function serverNow(database: string): Sql {
  const ofDatabase = sql`database = ${literal(database)}`;
  return sql`SELECT
  (SELECT count() FROM system.parts WHERE active AND ${ofDatabase}) AS parts,
  (SELECT count() FROM system.merges WHERE ${ofDatabase}) AS merges,
  (SELECT count() FROM system.mutations WHERE NOT is_done AND ${ofDatabase}) AS mutations,
  (SELECT count() FROM system.processes) AS queries,
  (SELECT sum(value) FROM system.errors) AS errors,
  (SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND ${ofDatabase}) AS bytes,
  (SELECT sum(rows) FROM system.parts WHERE active AND ${ofDatabase}) AS rows
${settings()}`;
}

/** Parts that came to be in each interval (`time`) and still are there, by table (`series`): many small ones mean inserts that are too small. */
export function partsOverTime(database: string): Sql {
  const made = sql`modification_time`;
  return sql`SELECT ${bucket(made, 'panel')} AS time, table AS series, count() AS Value
FROM system.parts
WHERE active AND database = ${literal(database)} AND ${within(made, 'dashboard')}
GROUP BY time, series
ORDER BY time, series
${settings()}`;
}

/** Merges that run: `table`, `elapsed` s, `progress` (0-1), `parts`, `bytes`, `memory`. At most 100, and one row that says so when there is none. */
export function mergesNow(database: string): Sql {
  return sql`SELECT table, elapsed, progress, num_parts AS parts, total_size_bytes_compressed AS bytes, memory_usage AS memory
FROM system.merges WHERE database = ${literal(database)}
ORDER BY elapsed DESC
LIMIT 100
${settings()}`;
}

/** Errors since the server started: `name`, `times`, `last` (when) and `message` of the last one, the newest first. */
export function serverErrors(): Sql {
  return sql`SELECT name, value AS times, last_error_time AS last, leftUTF8(last_error_message, 300) AS message
FROM system.errors WHERE value > 0
ORDER BY last_error_time DESC, name
LIMIT 50
${settings()}`;
}

/** The columns that take most space: `table`, `column`, `bytes` on disk, `raw` bytes before compression and how many times smaller they became (`ratio`). */
export function largestColumns(database: string): Sql {
  return sql`SELECT table, name AS column, data_compressed_bytes AS bytes, data_uncompressed_bytes AS raw, raw / greatest(1, bytes) AS ratio
FROM system.columns WHERE database = ${literal(database)} AND data_compressed_bytes > 0
ORDER BY bytes DESC, table, column
LIMIT 25
${settings()}`;
}

/** What the data source writes into the comment of each query of a dashboard: `grafana_dashboard:<uid>`. */
const DASHBOARD = sql`extract(http_user_agent, 'grafana_dashboard:([^;) ]+)')`;

/**
 * One row for each dashboard whose queries ended in the range: `dashboard`, `queries`, `p95` ms, `rows` and `bytes` read,
 * `memory` at most, `failed`. Reads the part of the query log that the range has. Servers have this log, the embedded engine does not.
 */
export function queriesByDashboard(): Sql {
  return sql`SELECT if(${DASHBOARD} = '', '(no dashboard)', ${DASHBOARD}) AS dashboard, count() AS queries,
  quantile(0.95)(query_duration_ms) AS p95, sum(read_rows) AS rows, sum(read_bytes) AS bytes, max(memory_usage) AS memory,
  countIf(type = 'ExceptionWhileProcessing') AS failed
FROM system.query_log
WHERE event_date >= toDate($__fromTime) AND ${within(sql`event_time`, 'dashboard')} AND type IN ('QueryFinish', 'ExceptionWhileProcessing')
GROUP BY dashboard
ORDER BY rows DESC, dashboard
LIMIT 100
${settings()}`;
}
