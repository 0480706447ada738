import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { failedStat, p95Stat, rateStat } from './spanPanels';
import { named } from '../../queries/chosen';
import { errorShare, requestRate, serviceHealth } from '../../queries/overview/overview';
import { sql } from '../../queries/sql';
import { redTotals } from '../../queries/traces/red';
import { ENTRY_SPANS } from '../../queries/traces/scope';
import { spansOverTime } from '../../queries/traces/series';

const everything = rowsWith(sql`1`);
const requests = rowsWith(ENTRY_SPANS);
const totals = sql`SELECT rate, failed / greatest(1, spans) AS errors, p95, spans, main_failure_service,
  (SELECT count() FROM (${serviceHealth(everything)})) AS services FROM (${redTotals(requests)})`;

export const fleet = dashboard('fleet', {
  description: 'All services that serve requests: which of them fail, which are slow, and against the period before.',
  panels: [
    stat({
      title: 'Services',
      description: 'Services with requests in the range or in the period of the same length before it.',
      unit: 'none',
      sql: totals,
      column: 'services',
    }),
    rateStat({
      title: 'Requests',
      description: 'Server and consumer spans per second, all services.',
      sql: totals,
      width: 5,
    }),
    failedStat({
      description: 'Share of requests whose span has status Error. Orange from 1 %, red from 5 %.',
      sql: totals,
      width: 5,
    }),
    p95Stat({ of: 'requests', sql: totals, width: 5 }),
    stat({
      title: 'Most failures',
      description: 'The service with the most failed requests of the range.',
      unit: 'string',
      sql: totals,
      column: 'main_failure_service',
      width: 5,
      noValue: 'none',
    }),
    timeSeries({
      title: 'Requests by service',
      description: 'Server and consumer spans per second.',
      unit: 'reqps',
      sql: requestRate(everything),
      stacked: true,
    }),
    timeSeries({
      title: 'Failed requests by service',
      description: 'Share of requests whose span has status Error.',
      unit: 'percentunit',
      sql: errorShare(everything),
      reaches: 0.01,
      max: 1,
    }),
    timeSeries({
      title: 'p95 by service',
      description:
        '95 of 100 requests were faster. The axis is logarithmic, so that one slow service does not hide the others.',
      unit: 'ns',
      sql: spansOverTime(requests, 'service', 'p95'),
      width: 24,
      log: true,
    }),
    table({
      title: 'Services',
      description:
        'Each service with the period of the same length before. Click a name for its dashboard or its page.',
      sql: sql`SELECT ${named(sql`service`)} AS name, * FROM (${serviceHealth(everything)})`,
      columns: {
        name: { title: 'Service', links: 'service' },
        rate: { title: 'Requests', unit: 'reqps' },
        error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
        error_share_before: { title: 'Failed before', unit: 'percentunit' },
        p50: { title: 'p50', unit: 'ms' },
        p95: { title: 'p95', unit: 'ms' },
        p95_before: { title: 'p95 before', unit: 'ms' },
        requests: { title: 'In the range', unit: 'short' },
      },
    }),
  ],
});
