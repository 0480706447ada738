import { type EventTable } from './layouts/layout';
import { days, type Question } from './question';
import { auditEvents } from '../../queries/audit/audit';
import { AUDIT_FIELDS } from '../../queries/audit/fields';
import { type Filter, where } from '../../queries/filters';
import { literal, type Sql, sql } from '../../queries/sql';
import { type TableMapping } from '../../queries/tables';
import { type TimeRange } from '../../queries/timeRange';

const ALL = days(120);
const QUARTER = days(90);
const MONTH = days(30);
const SHOWN = 100;
const TENANT = 't42';

/** An event that exists. */
export interface KnownEvent {
  actor: string;
  target: string;
  trace: string;
}

const filtered = (tables: TableMapping, range: TimeRange, ...filters: Array<[string, string]>) => ({
  tables,
  range,
  where: where(
    filters.map(([key, value]): Filter => ({ key, operator: '=', value })),
    AUDIT_FIELDS
  ),
});

/** What a page can show of an event: in the exporter's columns all of it stands in the two maps. */
const listed = (
  table: EventTable,
  condition: Sql
) => sql`SELECT Timestamp AS time, toString(toUnixTimestamp64Nano(Timestamp)) AS nanoseconds, ServiceName AS service,
  Body AS body, SeverityText AS severity, TraceId AS trace, SpanId AS span, LogAttributes AS attributes, ResourceAttributes AS resource
FROM ${table.from} WHERE ${condition} ORDER BY Timestamp DESC LIMIT ${literal(SHOWN)} ${table.settings}`;
const IN_LIST = ['nanoseconds', 'service', 'body', 'trace', 'span'];

/** The 9 questions about audit events. */
export const eventQuestions = (known: KnownEvent): Array<Question<EventTable>> => [
  {
    name: 'actor_90d_newest',
    title: 'The newest events of one actor, 90 days',
    same: IN_LIST,
    ask: (table) =>
      listed(table, sql`${table.within(QUARTER)} AND ${table.attributeIs('audit.actor.id', known.actor)}`),
    page: (tables) => auditEvents(filtered(tables, QUARTER, ['actor', known.actor]), SHOWN),
  },
  {
    name: 'actor_90d_actions',
    title: 'What one actor did, 90 days by day',
    same: ['day', 'action', 'events'],
    ask: (table) => sql`SELECT toDate(Timestamp) AS day, ${table.attribute('audit.action')} AS action, count() AS events
FROM ${table.from} WHERE ${table.within(QUARTER)} AND ${table.attributeIs('audit.actor.id', known.actor)}
GROUP BY day, action ORDER BY day, action ${table.settings}`,
  },
  {
    name: 'target_120d',
    title: 'The history of one target, 120 days',
    same: IN_LIST,
    ask: (table) => listed(table, sql`${table.within(ALL)} AND ${table.attributeIs('audit.target.id', known.target)}`),
    page: (tables) => auditEvents(filtered(tables, ALL, ['target', known.target]), SHOWN),
  },
  {
    name: 'actions_24h',
    title: 'Actions by outcome, 24 h',
    same: ['action', 'outcome', 'events'],
    ask: (
      table
    ) => sql`SELECT ${table.attribute('audit.action')} AS action, ${table.attribute('audit.outcome')} AS outcome, count() AS events
FROM ${table.from} WHERE ${table.within(days(1))} GROUP BY action, outcome ORDER BY events DESC, action, outcome ${table.settings}`,
  },
  {
    name: 'failures_7d',
    title: 'Who failed most, 7 days by hour',
    same: ['time', 'actor', 'events'],
    ask: (
      table
    ) => sql`SELECT toStartOfHour(Timestamp) AS time, ${table.attribute('audit.actor.id')} AS actor, count() AS events
FROM ${table.from} WHERE ${table.within(days(7))} AND ${table.attribute('audit.outcome')} = 'failure'
GROUP BY time, actor ORDER BY events DESC, time, actor LIMIT 50 ${table.settings}`,
  },
  {
    name: 'tenant_30d',
    title: 'Events of one tenant, 30 days by hour',
    same: ['time', 'events'],
    ask: (table) => sql`SELECT toStartOfHour(Timestamp) AS time, count() AS events
FROM ${table.from} WHERE ${table.within(MONTH)} AND ${table.attributeIs('tenant.id', TENANT)} GROUP BY time ORDER BY time ${table.settings}`,
  },
  {
    name: 'top_actors_30d',
    title: 'The most active actors, 30 days',
    same: ['actor', 'events'],
    ask: (table) => sql`SELECT ${table.attribute('audit.actor.id')} AS actor, count() AS events
FROM ${table.from} WHERE ${table.within(MONTH)} GROUP BY actor ORDER BY events DESC, actor LIMIT 20 ${table.settings}`,
  },
  {
    name: 'newest_100',
    title: 'The newest 100 events, range of 24 h',
    same: IN_LIST,
    ask: (table) => listed(table, table.within(days(1))),
    page: (tables) => auditEvents(filtered(tables, days(1)), SHOWN),
  },
  {
    name: 'trace_90d',
    title: 'Events of one trace, 90 days',
    same: IN_LIST,
    ask: (table) => listed(table, sql`${table.within(QUARTER)} AND ${table.ofTrace(known.trace)}`),
    page: (tables) => auditEvents(filtered(tables, QUARTER, ['trace', known.trace]), SHOWN),
  },
];
