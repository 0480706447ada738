import { EVENT_COLUMNS } from './audit';
import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { actor } from './variables';
import { auditEvents, auditTotals, auditVolume } from '../../queries/audit/audit';
import { fieldBreakdown } from '../../queries/audit/breakdown';
import { newSources } from '../../queries/audit/findings/newSources';
import { unusualHours } from '../../queries/audit/findings/unusualHours';
import { named } from '../../queries/chosen';
import { literal, sql } from '../../queries/sql';

const events = rowsWith(actor.condition);
const totals = auditTotals(events);
const values = (field: string) =>
  sql`SELECT ${named(sql`value`)} AS name, events, events_before FROM (${fieldBreakdown(events)}) WHERE field = ${literal(field)}`;
const valueTable = (title: string, field: string, description: string) =>
  table({
    title,
    description,
    sql: values(field),
    columns: {
      name: { title },
      events: { title: 'Events', unit: 'short', width: 90 },
      events_before: { title: 'Before', unit: 'short', width: 90 },
    },
    width: 8,
    height: 7,
  });

export const auditByActor = dashboard('actor', {
  description: 'Everything one actor did: when, on what, from where, and what is unusual about it.',
  variables: [actor.variable],
  from: 'now-24h',
  panels: [
    stat({
      title: 'Events',
      description: 'Audit events of the actor.',
      unit: 'short',
      sql: totals,
      column: 'events',
      width: 6,
    }),
    stat({
      title: 'Before',
      description: 'Events of the period of the same length before.',
      unit: 'short',
      sql: totals,
      column: 'events_before',
      width: 6,
    }),
    stat({
      title: 'Failures',
      description: 'Events with outcome failure.',
      unit: 'short',
      sql: totals,
      column: 'failures',
      width: 6,
    }),
    stat({
      title: 'Failed most',
      description: 'The action that failed most often.',
      unit: 'string',
      sql: totals,
      column: 'main_failure_action',
      width: 6,
      noValue: 'nothing',
    }),
    timeSeries({
      title: 'Events by action',
      description: 'Events in each interval.',
      unit: 'short',
      sql: auditVolume(events, 'action'),
      stacked: true,
      bars: true,
    }),
    timeSeries({
      title: 'Events by address',
      description: 'The addresses that the actor came from; the twelve busiest.',
      unit: 'short',
      sql: auditVolume(events, 'source'),
      stacked: true,
      bars: true,
    }),
    valueTable('Target', 'target', 'What the actor touched most.'),
    valueTable('Address', 'source', 'Where the actor came from.'),
    valueTable('Event', 'event', 'Names of the events.'),
    table({
      title: 'New addresses',
      description:
        'Addresses from which none of the events of the 14 days before came, of actors with at least 20 events in them.',
      sql: newSources(events),
      noValue: 'No known actor came from a new address',
      columns: {
        actor: { title: 'Actor', links: 'actor' },
        source: { title: 'Address' },
        events: { title: 'Events', unit: 'short' },
        failures: { title: 'Failures', unit: 'short', worse: 1 },
        first_seen: { title: 'First' },
        known_sources: { title: 'Known addresses', unit: 'short' },
      },
      width: 12,
      height: 7,
    }),
    table({
      title: 'Unusual hours',
      description:
        'Events at hours of the day in which, as in the hours beside them, the actor did nothing in the 14 days before; of actors with a habit of at least three days.',
      sql: unusualHours(events),
      noValue: 'Nobody worked at an unusual hour, or nobody is known for long enough to say so',
      columns: {
        actor: { title: 'Actor', links: 'actor' },
        actions: { title: 'Actions' },
        events: { title: 'Events', unit: 'short' },
        first_seen: { title: 'First' },
      },
      width: 12,
      height: 7,
    }),
    table({
      title: 'Events',
      description: 'The newest 500 events of the actor.',
      sql: auditEvents(events, 500),
      columns: EVENT_COLUMNS,
      height: 12,
    }),
  ],
});
