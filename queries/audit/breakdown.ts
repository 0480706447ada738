import { attributeKeys } from '../catalogue/catalogue';
import { fieldOrThrow } from '../fields';
import { menuSettings, settings } from '../limits';
import { identifier, join, list, literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { endOf, startOf, type TimeRange, withinBothPeriods } from '../timeRange';
import { countBefore, countNow, trend } from '../trend';
import { type AuditScope } from './audit';
import { AUDIT_FIELDS } from './fields';

/** Fields that have a card: the columns, except texts and ids, of which every event has its own. */
export const BREAKDOWN_FIELDS = AUDIT_FIELDS.columns.filter((key) => AUDIT_FIELDS.catalogueEntry(key) !== undefined);

/** Values of a card; the others are counted together. */
const VALUES = 10;

/** Attributes that are looked at, the most used first. */
const ATTRIBUTES = 24;

const TIME = sql`Timestamp`;
const MAPS = ['LogAttributes', 'ResourceAttributes'] as const;

/**
 * The most frequent values of every canonical field, from one read of the range and the period before it. Rows:
 * `source` ('Column'), `field` (filter key), `value` ('' where an event has none), `trend` (TREND_SLOTS counts),
 * `events`, `events_before`, and of the whole field `field_events`, `field_before`, `field_values`.
 */
export function fieldBreakdown(scope: AuditScope): Sql {
  const pairs = BREAKDOWN_FIELDS.map((key) => sql`(${literal(key)}, toString(${fieldOrThrow(AUDIT_FIELDS, key)}))`);
  return topValues(scope, sql`'Column'`, sql`[${join(pairs)}]`, settings());
}

/**
 * The same of the most used attributes; events without the attribute are not counted. `source` is the map, `field` the key
 * in it. Keys come from the attribute catalogue, without those that tell one event from all others.
 */
export function attributeBreakdown(scope: AuditScope): Sql {
  const valueOf = sql`multiIf(${join(MAPS.map((map) => sql`key.1 = ${literal(map)}, ${identifier(map)}[key.2]`))}, '')`;
  const keys = sql`(SELECT groupArray((source, key)) FROM (${comparableKeys(scope)}))`;
  const pairs = sql`arrayFilter(pair -> pair.2 != '', arrayMap(key -> (key, ${valueOf}), ${keys}))`;
  return topValues(scope, sql`pair.1.1`, pairs, settings(), sql`pair.1.2`);
}

function topValues(
  { tables, range, where }: AuditScope,
  source: Sql,
  pairs: Sql,
  limits: Sql,
  field: Sql = sql`pair.1`
): Sql {
  return sql`SELECT source, field, value, trend, ${countNow(sql`trend`)} AS events, ${countBefore(sql`trend`)} AS events_before,
  sum(events) OVER of_field AS field_events, sum(events_before) OVER of_field AS field_before, count() OVER of_field AS field_values
FROM (
  SELECT ${source} AS source, ${field} AS field, pair.2 AS value, ${trend(TIME, range)} AS trend
  FROM ${rowsOf(tables, 'logs', range)}
  ARRAY JOIN ${pairs} AS pair
  WHERE ${withinBothPeriods(TIME, range)}
    AND ${where}
  GROUP BY source, field, value
)
WINDOW of_field AS (PARTITION BY source, field)
ORDER BY source, field, events + events_before DESC, value
LIMIT ${literal(VALUES)} BY source, field
${limits}`;
}

/** `source` and `key` of attributes whose values come more than once. */
function comparableKeys({ tables, range }: AuditScope): Sql {
  const most = literal(ATTRIBUTES);
  if (tables.layout !== 'girok') {
    return sql`SELECT source, key FROM (${attributeKeys(tables, 'logs', range)}) WHERE source IN ${list(MAPS)} LIMIT ${most}`;
  }
  return sql`SELECT Source AS source, Key AS key
FROM ${identifier(`${tables.database}.otel_audit_attributes`)}
WHERE Signal = 'logs' AND Kind = 'value' AND Source IN ${list(MAPS)} AND ${days(range)}
GROUP BY source, key
HAVING uniq(Value) <= 20 OR uniq(Value) <= sum(Rows) / 2
ORDER BY sum(Rows) DESC, key
LIMIT ${most}
${menuSettings()}`;
}

/** The catalogue counts by day: the days that the range touches. */
const days = (range: TimeRange) =>
  sql`Day >= toDate(${startOf(range)}, 'UTC') AND Day <= toDate(${endOf(range)}, 'UTC')`;
