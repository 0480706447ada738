import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { tenant } from './variables';
import { auditActors } from '../../queries/audit/actors';
import { auditEvents, auditTotals, auditVolume } from '../../queries/audit/audit';
import { named } from '../../queries/chosen';
import { sql } from '../../queries/sql';

const events = rowsWith(tenant.condition);
const totals = auditTotals(events);

/** Columns of a list of events. */
export const EVENT_COLUMNS = {
  time: { title: 'Time', width: 160 },
  actor: { title: 'Actor', links: 'actor', width: 130 },
  action: { title: 'Action', width: 110 },
  target_type: { title: 'Type', width: 80 },
  target: { title: 'Target' },
  outcome: { title: 'Outcome', width: 80 },
  source: { title: 'From', width: 130 },
  service: { title: 'Service', links: 'service', width: 110 },
  trace: { title: 'Trace', links: 'trace', width: 110 },
} as const;

export const audit = dashboard('audit', {
  description: 'Who did what: volume, outcomes, actions and the busiest actors.',
  variables: [tenant.variable],
  panels: [
    stat({ title: 'Events', description: 'Audit events of the range.', unit: 'short', sql: totals, column: 'events' }),
    stat({
      title: 'Before',
      description: 'Events of the period of the same length before.',
      unit: 'short',
      sql: totals,
      column: 'events_before',
    }),
    stat({
      title: 'Failed',
      description: 'Events with outcome failure.',
      unit: 'short',
      sql: totals,
      column: 'failures',
    }),
    stat({
      title: 'Failed before',
      description: 'The same of the period of the same length before.',
      unit: 'short',
      sql: totals,
      column: 'failures_before',
    }),
    stat({ title: 'Actors', description: 'Different actors (about).', unit: 'short', sql: totals, column: 'actors' }),
    stat({
      title: 'Failed most',
      description: 'The action that failed most often.',
      unit: 'string',
      sql: totals,
      column: 'main_failure_action',
      noValue: 'nothing',
    }),
    timeSeries({
      title: 'Events by outcome',
      description: 'Events in each interval.',
      unit: 'short',
      sql: auditVolume(events, 'outcome'),
      stacked: true,
      bars: true,
      colors: { failure: 'red', success: 'text' },
    }),
    timeSeries({
      title: 'Events by action',
      description: 'The twelve most frequent actions; the others are one series.',
      unit: 'short',
      sql: auditVolume(events, 'action'),
      stacked: true,
      bars: true,
    }),
    timeSeries({
      title: 'Events by tenant',
      description: 'The twelve busiest tenants; the others are one series.',
      unit: 'short',
      sql: auditVolume(events, 'tenant'),
      stacked: true,
      bars: true,
    }),
    timeSeries({
      title: 'Events by service',
      description: 'The service that wrote the event.',
      unit: 'short',
      sql: auditVolume(events, 'service'),
      stacked: true,
      bars: true,
    }),
    table({
      title: 'Actors',
      description: 'The most active first, with the period of the same length before.',
      sql: sql`SELECT ${named(sql`actor`)} AS name, * FROM (${auditActors(events)})`,
      columns: {
        name: { title: 'Actor', links: 'actor', width: 150 },
        actor_type: { title: 'Type', width: 90 },
        events: { title: 'Events', unit: 'short', width: 90 },
        events_before: { title: 'Before', unit: 'short', width: 90 },
        failures: { title: 'Failures', unit: 'short', width: 90, worse: 1 },
        targets: { title: 'Targets', unit: 'short', width: 90 },
        sources: { title: 'Addresses', unit: 'short', width: 90 },
        actions: { title: 'Mostly' },
        last_seen: { title: 'Last', width: 180 },
      },
    }),
    table({
      title: 'Newest events',
      description: 'The newest 200 events of the range.',
      sql: auditEvents(events, 200),
      columns: EVENT_COLUMNS,
    }),
  ],
});
