import { named } from '../chosen';
import { settings } from '../limits';
import { TIME as TIMES } from '../services/services';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { rowsOf, type Signal, type TableMapping } from '../tables';
import { bucket, endOf, startOf, type TimeRange, within } from '../timeRange';

/** What is asked about what telemetry costs. `where` may only use what all signals have. */
export interface CostScope {
  tables: TableMapping;
  range: TimeRange;
  where: Sql;
}

const SIGNALS = ['logs', 'traces', 'metrics'] as const satisfies readonly Signal[];

/** Bytes on disk of one row of a signal, over all that is stored. */
const bytesPerRow = ({ database, ...tables }: TableMapping, signal: Signal) =>
  sql`(SELECT sum(bytes_on_disk) / greatest(1, sum(rows)) FROM system.parts WHERE active AND database = ${literal(database)} AND table = ${literal(tables[signal])})`;

/**
 * One row for each service and signal of the range, the largest first: `service`, `signal`, `rows`, `bytes` (its rows times
 * what a row of that signal takes on disk on the average: services with long rows take more) and `share` (0-1) of all bytes.
 */
export function costByService({ tables, range, where }: CostScope): Sql {
  const of = (
    signal: Signal
  ) => sql`SELECT ${named(sql`ServiceName`)} AS service, ${literal(signal)} AS signal, count() AS rows,
  rows * ${bytesPerRow(tables, signal)} AS bytes
FROM ${rowsOf(tables, signal, range)}
WHERE ${within(TIMES[signal], range)} AND ${where}
GROUP BY service`;
  return sql`SELECT service, signal, rows, bytes, bytes / sum(bytes) OVER () AS share FROM (
${join(SIGNALS.map(of), sql`\nUNION ALL `)}
)
ORDER BY bytes DESC, service, signal
LIMIT 500
${settings()}`;
}

/** Rows per second of each signal (`series`) in each interval (`time`). */
export function rowsOverTime({ tables, range, where }: CostScope): Sql {
  const of = (
    signal: Signal
  ) => sql`SELECT ${bucket(TIMES[signal], 'panel')} AS time, ${literal(signal)} AS series, count() / $__interval_s AS Value
FROM ${rowsOf(tables, signal, range)}
WHERE ${within(TIMES[signal], range)} AND ${where}
GROUP BY time`;
  return sql`SELECT * FROM (
${join(SIGNALS.map(of), sql`\nUNION ALL `)}
)
ORDER BY time, series
${settings()}`;
}

/**
 * The attributes with most different values on the days of the range, from the attribute catalogue: `signal`, `source` (map
 * or Column), `key`, `rows` that have it, and `kept` values. The catalogue keeps no values of keys whose values hardly ever
 * come twice, so that `kept` is 0 for those: they are the most expensive ones.
 */
export function attributeCardinality({ tables, range }: Pick<CostScope, 'tables' | 'range'>): Sql {
  return sql`SELECT toString(Signal) AS signal, Source AS source, Key AS key,
  sumIf(Rows, Kind = 'key') AS rows, uniqIf(Value, Kind = 'value') AS kept
FROM ${identifier(`${tables.database}.otel_audit_attributes`)}
WHERE Day >= toDate(${startOf(range)}, 'UTC') AND Day <= toDate(${endOf(range)}, 'UTC')
GROUP BY signal, source, key
ORDER BY rows DESC, signal, source, key
LIMIT 200
${settings()}`;
}
