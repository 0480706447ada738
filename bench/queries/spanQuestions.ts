import { type SpanTable } from './layouts/layout';
import { days, HOUR_MS, last, MINUTE_MS, type Question } from './question';
import { type Filter, where } from '../../queries/filters';
import { redOfTotals } from '../../queries/services/totals';
import { literal, type Sql, sql } from '../../queries/sql';
import { type TableMapping } from '../../queries/tables';
import { bucket, type TimeRange } from '../../queries/timeRange';
import { traceDownload, traceSpans } from '../../queries/trace/trace';
import { SPAN_FIELDS } from '../../queries/traces/fields';
import { spanList } from '../../queries/traces/list';

const TIME = sql`Timestamp`;
const DAY = days(1);
const HOUR = last(HOUR_MS);
const QUARTER = last(15 * MINUTE_MS);
const MONTH = days(30);
const SERVICE = 'checkout';
const SLOW_NS = 500_000_000;

/** A trace that exists, and its user. */
export interface KnownTrace {
  id: string;
  user: string;
}

const filtered = (tables: TableMapping, range: TimeRange, ...filters: Array<[string, string, string]>) => ({
  tables,
  range,
  where: where(
    filters.map(([key, operator, value]): Filter => ({ key, operator, value })),
    SPAN_FIELDS
  ),
});

const counted = (table: SpanTable) => sql`count() AS spans, countIf(${table.failed}) AS failed`;
const P95 = sql`quantile(0.95)(Duration) AS p95`;
const PERCENTILES = sql`quantile(0.5)(Duration) AS p50, ${P95}, quantile(0.99)(Duration) AS p99`;

/** A list of spans as the page of the traces shows it. */
function listed(table: SpanTable, condition: Sql, order: Sql, limit: number): Sql {
  return sql`SELECT toUnixTimestamp64Milli(Timestamp) AS time, TraceId AS trace, SpanId AS span, ServiceName AS service, SpanName AS name,
  SpanKind AS kind, Duration AS duration, ${table.failed} AS failed, leftUTF8(StatusMessage, 200) AS message, ${table.httpStatus} AS http_status
FROM ${table.from} WHERE ${condition} ORDER BY ${order} LIMIT ${literal(limit)} ${table.settings}`;
}
const NEWEST = sql`Timestamp DESC, SpanId`;
const IN_LIST = ['time', 'trace', 'span', 'service', 'name', 'duration', 'failed', 'http_status'];

const edgeSide = (table: SpanTable) =>
  sql`SELECT TraceId, SpanId, ParentSpanId, ServiceName FROM ${table.from} WHERE ${table.within(HOUR)}`;

/** The 14 questions about spans. */
export const spanQuestions = (known: KnownTrace): Array<Question<SpanTable>> => [
  {
    name: 'red_all_24h',
    title: 'Rate, errors, durations of all services, 24 h by 5 min',
    same: ['service', 'time', 'spans', 'failed'],
    ask: (table) => sql`SELECT ServiceName AS service, ${bucket(TIME, 300)} AS time, ${counted(table)}, ${PERCENTILES}
FROM ${table.from} WHERE ${table.within(DAY)} GROUP BY service, time ORDER BY service, time ${table.settings}`,
  },
  {
    name: 'red_service_24h',
    title: 'The same of one service by span name, 24 h',
    same: ['value', 'spans', 'all_values'],
    ask: (table) => sql`SELECT SpanName AS value, ${counted(table)}, ${PERCENTILES}, count() OVER () AS all_values
FROM ${table.from} WHERE ${table.within(DAY)} AND ${table.ofService(SERVICE)}
GROUP BY value ORDER BY spans DESC, value LIMIT 50 ${table.settings}`,
  },
  {
    name: 'red_service_30d',
    title: 'The same of one service, 30 days by hour',
    same: ['time', 'errors'],
    ask: (
      table
    ) => sql`SELECT toDateTime(${bucket(TIME, 3600)}, 'UTC') AS time, count() / 3600 AS rate, countIf(${table.failed}) / count() AS errors, ${PERCENTILES}
FROM ${table.from} WHERE ${table.within(MONTH)} AND ${table.ofService(SERVICE)} GROUP BY time ORDER BY time ${table.settings}`,
    page: (tables) => redOfTotals(filtered(tables, MONTH, ['service', '=', SERVICE]), 3600),
  },
  {
    name: 'trace_by_id',
    title: 'A trace by its id: what its waterfall draws',
    same: ['id', 'parent', 'service', 'name', 'duration', 'status'],
    ask: (
      table
    ) => sql`SELECT SpanId AS id, ParentSpanId AS parent, toString(toUnixTimestamp64Nano(Timestamp)) AS start, Duration AS duration,
  ServiceName AS service, SpanName AS name, SpanKind AS kind, StatusCode AS status, leftUTF8(StatusMessage, 200) AS message
FROM ${table.from} WHERE ${table.ofTrace(known.id)} ORDER BY Timestamp, SpanId LIMIT 50001 ${table.settings}`,
    page: (tables) => traceSpans(tables, known.id),
  },
  {
    name: 'trace_in_full',
    title: 'A trace by its id: everything that is stored',
    same: ['id', 'duration'],
    ask: (table) => sql`SELECT *, SpanId AS id, Duration AS duration FROM ${table.from} WHERE ${table.ofTrace(known.id)}
ORDER BY Timestamp, SpanId LIMIT 1000 ${table.settings}`,
    page: (tables) => traceDownload(tables, known.id, 0),
  },
  {
    name: 'attribute_24h',
    title: 'Spans with one attribute value, 24 h',
    same: IN_LIST,
    ask: (table) =>
      listed(table, sql`${table.within(DAY)} AND ${table.attributeIs('user.id', known.user)}`, NEWEST, 50),
    page: (tables) => spanList(filtered(tables, DAY, ['attribute.user.id', '=', known.user]), 'newest', 50),
  },
  {
    name: 'attribute_30d',
    title: 'Spans with one attribute value, 30 days',
    same: IN_LIST,
    ask: (table) =>
      listed(table, sql`${table.within(MONTH)} AND ${table.attributeIs('user.id', known.user)}`, NEWEST, 50),
    page: (tables) => spanList(filtered(tables, MONTH, ['attribute.user.id', '=', known.user]), 'newest', 50),
  },
  {
    name: 'endpoints_24h',
    title: 'Routes by status code, 24 h',
    same: ['route', 'status', 'spans'],
    ask: (table) => sql`SELECT ${table.route} AS route, ${table.httpStatus} AS status, count() AS spans, ${P95}
FROM ${table.from} WHERE ${table.within(DAY)} GROUP BY route, status ORDER BY spans DESC, route, status LIMIT 20 ${table.settings}`,
  },
  {
    name: 'errors_7d',
    title: 'Errors of each service, 7 days by hour',
    same: ['service', 'time', 'failed'],
    ask: (
      table
    ) => sql`SELECT ServiceName AS service, toStartOfHour(Timestamp) AS time, countIf(${table.failed}) AS failed
FROM ${table.from} WHERE ${table.within(days(7))} GROUP BY service, time ORDER BY service, time ${table.settings}`,
  },
  {
    name: 'edges_1h',
    title: 'Who calls whom, 1 h',
    same: ['source', 'target', 'calls'],
    ask: (table) => sql`SELECT parent.ServiceName AS source, child.ServiceName AS target, count() AS calls
FROM (${edgeSide(table)}) AS child JOIN (${edgeSide(table)}) AS parent ON child.TraceId = parent.TraceId AND child.ParentSpanId = parent.SpanId
WHERE source != target GROUP BY source, target ORDER BY calls DESC, source, target ${table.settings}`,
  },
  {
    name: 'newest_100',
    title: 'The newest 100 spans, range of 24 h',
    same: IN_LIST,
    ask: (table) => listed(table, table.within(DAY), NEWEST, 100),
    page: (tables) => spanList(filtered(tables, DAY), 'newest', 100),
  },
  {
    name: 'newest_100_service',
    title: 'The newest 100 of one service, 1 h',
    same: IN_LIST,
    ask: (table) => listed(table, sql`${table.within(HOUR)} AND ${table.ofService(SERVICE)}`, NEWEST, 100),
    page: (tables) => spanList(filtered(tables, HOUR, ['service', '=', SERVICE]), 'newest', 100),
  },
  {
    name: 'slow_24h',
    title: 'The slowest spans above 500 ms, 24 h',
    same: IN_LIST,
    ask: (table) =>
      listed(
        table,
        sql`${table.within(DAY)} AND Duration > ${literal(SLOW_NS)}`,
        sql`Duration DESC, Timestamp DESC, SpanId`,
        20
      ),
    page: (tables) => spanList(filtered(tables, DAY, ['duration', '>', '500ms']), 'slowest', 20),
  },
  {
    name: 'live_15m',
    title: 'All services of the last 15 min by minute',
    same: ['service', 'time', 'spans', 'failed'],
    ask: (table) => sql`SELECT ServiceName AS service, toStartOfMinute(Timestamp) AS time, ${counted(table)}, ${P95}
FROM ${table.from} WHERE ${table.within(QUARTER)} GROUP BY service, time ORDER BY service, time ${table.settings}`,
  },
];
