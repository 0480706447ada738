import { menuSettings } from '../limits';
import { identifier, literal, type Sql, sql } from '../sql';
import { type TableMapping } from '../tables';
import { endOf, startOf, type TimeRange } from '../timeRange';

/** Where the catalogue has a field: in the map `source` under `key`, or, with source `Column`, as a column of the table. */
export interface CatalogueEntry {
  source: string;
  key: string;
}

const catalogueOf = (tables: TableMapping) => identifier(`${tables.database}.otel_audit_attributes`);

/** The catalogue counts by day: the days that the range touches. */
const days = (range: TimeRange) =>
  sql`Day >= toDate(${startOf(range)}, 'UTC') AND Day <= toDate(${endOf(range)}, 'UTC')`;

/** `source`, `key` and `uses` of every attribute of a signal seen on the days of the range, most used first, at most 1,000. */
export function attributeKeys(tables: TableMapping, signal: 'logs' | 'traces' | 'metrics', range: TimeRange): Sql {
  return sql`SELECT Source AS source, Key AS key, sum(Rows) AS uses
FROM ${catalogueOf(tables)}
WHERE Signal = ${literal(signal)} AND Kind = 'key' AND Source != 'Column' AND ${days(range)}
GROUP BY source, key
ORDER BY uses DESC, key
LIMIT 1000
${menuSettings()}`;
}

/**
 * `value` and `uses` of one attribute on the days of the range, most used first, at most 200. Empty for an attribute
 * whose values hardly ever come twice. Reads one range of the primary key.
 */
export function attributeValues(
  tables: TableMapping,
  signal: 'logs' | 'traces' | 'metrics',
  entry: CatalogueEntry,
  range: TimeRange
): Sql {
  return sql`SELECT Value AS value, sum(Rows) AS uses
FROM ${catalogueOf(tables)}
WHERE Signal = ${literal(signal)} AND Kind = 'value' AND Source = ${literal(entry.source)} AND Key = ${literal(entry.key)} AND ${days(range)}
GROUP BY value
ORDER BY uses DESC, value
LIMIT 200
${menuSettings()}`;
}
