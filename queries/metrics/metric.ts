import { METRIC_FIELDS } from './fields';
import { fieldOrThrow } from '../fields';
import { list, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { endOf, startOf, type TimeRange } from '../timeRange';

export const METRIC_TYPES = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/**
 * A metric: points of one name may differ in type, unit and monotonicity when senders do not agree, and then cannot be
 * added up, so that all of these tell one metric from another.
 */
export interface Metric {
  name: string;
  type: MetricType;
  unit: string;
  /** How other versions of the sender write the same unit. */
  unitAliases?: readonly string[];
  /** Only sums are. */
  isMonotonic: boolean;
}

/** What every question about one metric is asked of. `where` is a condition of METRIC_FIELDS or a variable that holds one. */
export interface MetricScope {
  tables: TableMapping;
  range: TimeRange;
  where: Sql;
  metric: Metric;
  /** Filter key to break down by; undefined: one series of all. */
  by?: string;
  /** Length of an interval in seconds, or that of the panel. */
  interval: number | 'panel';
  /** How far back from the range: the period before is drawn at the times of the range. */
  shift?: 'period before';
}

/**
 * How long before the range points are read: the last one before it says what the first one within it adds. Exporters
 * send each minute as a rule; a stream that was silent for longer begins anew.
 */
const LOOK_BACK_SECONDS = 600;

/** Series of a breakdown; what lies beyond them is one series. */
const SERIES = 10;

const NS = sql`1000000000`;
const nanoseconds = (time: Sql) => sql`toUnixTimestamp64Nano(toDateTime64(${time}, 9))`;
const shiftOf = ({ range, shift }: MetricScope) =>
  shift
    ? sql`toIntervalMillisecond(dateDiff('millisecond', ${startOf(range)}, ${endOf(range)}))`
    : sql`toIntervalMillisecond(0)`;

/** Length of an interval in ns. Intervals begin at multiples of it. */
export const stepOf = ({ interval }: MetricScope): Sql =>
  sql`(toInt64(${interval === 'panel' ? sql`$__interval_s` : literal(Math.max(1, Math.round(interval)))}) * ${NS})`;

/** From when on points are read, in ns since 1970. */
export const firstReadOf = (scope: MetricScope): Sql => sql`(${fromOf(scope)} - ${literal(LOOK_BACK_SECONDS)} * ${NS})`;

/** Start and end of the range, in ns since 1970. */
export const fromOf = ({ range }: MetricScope): Sql => nanoseconds(startOf(range));
export const toOf = ({ range }: MetricScope): Sql => nanoseconds(endOf(range));

/**
 * `SELECT … FROM … WHERE …`: the points of the metric with a value, from ten minutes before the range on: `series` (value of
 * the breakdown), `stream` (what tells one series of points from all others), `s` and `t` (start and time, ns since
 * 1970; s is 0 when it is not known), `is_delta`, and `columns`. Reads the metric's own part of each hour.
 */
export function pointsOf(scope: MetricScope, columns: Sql): Sql {
  const { tables, range, where, metric, by } = scope;
  const shift = shiftOf(scope);
  const field = by === undefined ? undefined : fieldOrThrow(METRIC_FIELDS, by);
  return sql`SELECT ${field ? sql`if(toString(${field}) = '', '(none)', toString(${field}))` : literal('all')} AS series,
    (ServiceName, AttributesHash, AggregationTemporality = 'Delta') AS stream,
    ${nanoseconds(sql`TimeUnix + ${shift}`)} AS t,
    if(StartTimeUnix > TimeUnix OR toUnixTimestamp64Nano(StartTimeUnix) <= 0, 0, toUnixTimestamp64Nano(StartTimeUnix + ${shift})) AS s,
    AggregationTemporality = 'Delta' AS is_delta,
    ${columns}
  FROM ${rowsOf(tables, 'metrics', range)}
  WHERE MetricName = ${literal(metric.name)} AND MetricType = ${literal(metric.type)}
    AND MetricUnit IN ${list([metric.unit, ...(metric.unitAliases ?? [])])} AND IsMonotonic = ${literal(metric.isMonotonic)}
    AND TimeUnix >= ${startOf(range)} - ${shift} - toIntervalSecond(${literal(LOOK_BACK_SECONDS)}) AND TimeUnix <= ${endOf(range)} - ${shift}
    -- a point that says that there is no value
    AND bitAnd(Flags, 1) = 0
    AND ${where}`;
}

const ranked = (
  amount: Sql
) => sql`dense_rank() OVER (ORDER BY total DESC, series) AS rank, if(rank <= ${literal(SERIES)}, series, '(others)') AS name FROM (
    SELECT *, sum(${amount}) OVER (PARTITION BY series) AS total FROM`;

/**
 * The rows of an inner query with `name`: the series, or "(others)" beyond the ten with the largest sum of `weight`.
 * @param columns of the inner query that the outer one needs
 */
export const withRank = (inner: Sql, columns: Sql, weight: Sql): Sql => sql`(
  SELECT ${columns}, ${ranked(weight)} (
${inner}
  ))
)`;

/** An interval's number as a time that panels understand. */
export const timeOf = (slot: Sql, scope: MetricScope): Sql =>
  sql`toDateTime(intDiv(${slot} * ${stepOf(scope)}, ${NS}), 'UTC')`;
