import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { type TimeRange, within } from '../timeRange';

/** Most metrics that the catalogue lists. */
export const MOST_METRICS = 2000;

/**
 * One row a metric of the range (see `Metric`): `name`, `type`, `unit`, `is_monotonic`, `description`, `services` (the number
 * of them), `series` (about), `points`, `last` in ms since 1970, `not_numbers` (points that are NaN or infinite), `deltas` (points of delta temporality) and
 * `variants`: how many types, units and monotonicities the name has. Reads the range once, no values of attributes.
 */
export function metricCatalogue(scope: { tables: TableMapping; range: TimeRange; where: Sql }): Sql {
  return sql`SELECT toString(MetricName) AS name, toString(MetricType) AS type, toString(MetricUnit) AS unit,
  IsMonotonic AS is_monotonic, toString(anyLast(MetricDescription)) AS description,
  uniqExact(ServiceName) AS services, uniq(ServiceName, AttributesHash) AS series, count() AS points,
  toUnixTimestamp64Milli(toDateTime64(max(TimeUnix), 9)) AS last,
  countIf(NOT isFinite(Value)) AS not_numbers,
  countIf(AggregationTemporality = 'Delta') AS deltas,
  count() OVER (PARTITION BY name) AS variants
FROM ${rowsOf(scope.tables, 'metrics', scope.range)}
WHERE ${within(sql`TimeUnix`, scope.range)}
  AND ${scope.where}
GROUP BY name, type, unit, is_monotonic
ORDER BY name, points DESC, type, unit
LIMIT ${literal(MOST_METRICS)}
${settings()}`;
}
