import { menuSettings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { rowsOf, type Signal, type TableMapping } from '../tables';
import { endOf, startOf, type TimeRange, within } from '../timeRange';

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
export function attributeKeys(tables: TableMapping, signal: Signal, range: TimeRange): Sql {
  if (tables.layout !== 'girok') {
    return seenKeys(tables, signal, range);
  }
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
export function attributeValues(tables: TableMapping, signal: Signal, entry: CatalogueEntry, range: TimeRange): Sql {
  if (tables.layout !== 'girok') {
    return seenValues(tables, signal, entry, range);
  }
  return sql`SELECT Value AS value, sum(Rows) AS uses
FROM ${catalogueOf(tables)}
WHERE Signal = ${literal(signal)} AND Kind = 'value' AND Source = ${literal(entry.source)} AND Key = ${literal(entry.key)} AND ${days(range)}
GROUP BY value
ORDER BY uses DESC, value
LIMIT 200
${menuSettings()}`;
}

// Tables of an exporter have no catalogue: the newest rows answer in its place, as many as MENU_LIMITS allows.

const TIME = { logs: sql`Timestamp`, traces: sql`Timestamp`, metrics: sql`TimeUnix` };
const MAPS = {
  logs: ['LogAttributes', 'ResourceAttributes', 'ScopeAttributes'],
  traces: ['SpanAttributes', 'ResourceAttributes', 'ScopeAttributes'],
  metrics: ['Attributes', 'ResourceAttributes'],
};

function seenKeys(tables: TableMapping, signal: Signal, range: TimeRange): Sql {
  const of = (
    map: string
  ) => sql`SELECT ${literal(map)} AS source, arrayJoin(mapKeys(${identifier(map)})) AS key, count() AS uses
  FROM ${rowsOf(tables, signal, range)} WHERE ${within(TIME[signal], range)} GROUP BY key`;
  return sql`SELECT source, key, uses FROM (
${join(MAPS[signal].map(of), sql`\nUNION ALL `)}
) ORDER BY uses DESC, key
LIMIT 1000
${menuSettings()}`;
}

function seenValues(tables: TableMapping, signal: Signal, { source, key }: CatalogueEntry, range: TimeRange): Sql {
  const value = source === 'Column' ? identifier(key) : sql`${identifier(source)}[${literal(key)}]`;
  return sql`SELECT ${value} AS value, count() AS uses
FROM ${rowsOf(tables, signal, range)}
WHERE ${within(TIME[signal], range)} AND value != ''
GROUP BY value
ORDER BY uses DESC, value
LIMIT 200
${menuSettings()}`;
}
