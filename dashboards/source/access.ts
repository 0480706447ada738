import { EVENT_COLUMNS } from './audit';
import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { tenant } from './variables';
import { auditEvents, auditTotals, auditVolume } from '../../queries/audit/audit';
import { failedLoginBursts } from '../../queries/audit/findings/failedLogins';
import { LOGIN_ACTIONS } from '../../queries/audit/findings/findings';
import { IS_PRIVILEGE_CHANGE } from '../../queries/audit/privileges';
import { and, list, sql } from '../../queries/sql';

const logins = rowsWith(and([sql`Action IN ${list(LOGIN_ACTIONS)}`, tenant.condition]));
const failedLogins = rowsWith(and([logins.where, sql`Outcome = 'failure'`]));
const privileges = rowsWith(and([IS_PRIVILEGE_CHANGE, tenant.condition]));
const ofLogins = auditTotals(logins);
const ofPrivileges = auditTotals(privileges);

export const access = dashboard('access', {
  description: 'Who came in, who tried, and who gave or took rights.',
  variables: [tenant.variable],
  from: 'now-24h',
  panels: [
    stat({
      title: 'Logins',
      description: 'Attempts to log in.',
      unit: 'short',
      sql: ofLogins,
      column: 'events',
      width: 6,
    }),
    stat({
      title: 'Failed logins',
      description: 'Attempts with outcome failure.',
      unit: 'short',
      sql: ofLogins,
      column: 'failures',
      width: 6,
    }),
    stat({
      title: 'Failed logins before',
      description: 'The same of the period of the same length before.',
      unit: 'short',
      sql: ofLogins,
      column: 'failures_before',
      width: 6,
    }),
    stat({
      title: 'Changes of rights',
      description: 'Roles and permissions that were given or taken, by action or name of the event.',
      unit: 'short',
      sql: ofPrivileges,
      column: 'events',
      width: 6,
    }),
    timeSeries({
      title: 'Logins by outcome',
      description: 'Attempts in each interval.',
      unit: 'short',
      sql: auditVolume(logins, 'outcome'),
      stacked: true,
      bars: true,
      colors: { failure: 'red', success: 'text' },
    }),
    timeSeries({
      title: 'Failed logins by address',
      description: 'The twelve addresses with most failed attempts.',
      unit: 'short',
      sql: auditVolume(failedLogins, 'source'),
      stacked: true,
      bars: true,
      noValue: 'No login of the range failed',
    }),
    table({
      title: 'Bursts of failed logins',
      description: 'At least ten failed attempts within ten minutes from one address or on one actor.',
      sql: failedLoginBursts(rowsWith(tenant.condition)),
      noValue: 'No burst of failed logins in the range',
      columns: {
        kind: { title: 'Of one', width: 90 },
        who: { title: 'Address or actor' },
        peak: { title: 'Within ten minutes', unit: 'short', width: 150, worse: 10 },
        failures: { title: 'Failed', unit: 'short' },
        others: { title: 'Accounts or addresses', unit: 'short', width: 170 },
        entered: { title: 'Came in after that', unit: 'short', width: 150, broken: 1 },
        first_seen: { title: 'First', width: 170 },
        last_seen: { title: 'Last', width: 170 },
      },
      height: 7,
    }),
    timeSeries({
      title: 'Changes of rights by action',
      description: 'Events in each interval.',
      unit: 'short',
      sql: auditVolume(privileges, 'action'),
      // by their names alone two of the three would look the same
      colors: { GRANT: 'green', ASSIGN_ROLE: 'blue', REVOKE: 'purple' },
      stacked: true,
      bars: true,
    }),
    timeSeries({
      title: 'Changes of rights by actor',
      description: 'Who made them; the twelve busiest.',
      unit: 'short',
      sql: auditVolume(privileges, 'actor'),
      stacked: true,
      bars: true,
    }),
    table({
      title: 'Changes of rights',
      description: 'The newest 200.',
      sql: auditEvents(privileges, 200),
      columns: EVENT_COLUMNS,
      noValue: 'Nobody changed rights in the range',
    }),
    table({
      title: 'Failed logins',
      description: 'The newest 200.',
      sql: auditEvents(failedLogins, 200),
      columns: EVENT_COLUMNS,
      noValue: 'No login of the range failed',
    }),
  ],
});
