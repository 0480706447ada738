import { dashboard } from './dashboard';
import { table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { FAILED_AND_DURATIONS, failedStat, p95Stat, rateStat, spanColumns } from './spanPanels';
import { service } from './variables';
import { named } from '../../queries/chosen';
import { and, sql } from '../../queries/sql';
import { spanBreakdown } from '../../queries/traces/breakdown';
import { spanList } from '../../queries/traces/list';
import { redTotals } from '../../queries/traces/red';
import { spansOverTime } from '../../queries/traces/series';

const requests = rowsWith(and([sql`SpanKind = 'Server'`, sql`HttpStatus != ''`, service.condition]));
const failed = rowsWith(and([requests.where, sql`HttpStatus >= '500'`]));
const totals = sql`SELECT rate, p95, failed / greatest(1, spans) AS errors, spans FROM (${redTotals(requests)})`;

export const http = dashboard('http', {
  description: 'HTTP requests that services answered, by route and by status.',
  variables: [service.variable],
  panels: [
    rateStat({
      title: 'Requests',
      description: 'HTTP server spans per second.',
      sql: totals,
      width: 8,
    }),
    failedStat({
      description: 'Share of requests whose span has status Error: by convention those that ended with 5xx.',
      sql: totals,
      width: 8,
    }),
    p95Stat({ of: 'requests', sql: totals, width: 8 }),
    timeSeries({
      title: 'Requests by status',
      description: 'HTTP status that was answered, per second.',
      unit: 'reqps',
      sql: spansOverTime(requests, 'http_status', 'rate'),
      stacked: true,
    }),
    timeSeries({
      title: 'Requests by route',
      description: 'The ten busiest routes; the others are one series.',
      unit: 'reqps',
      sql: spansOverTime(requests, 'route', 'rate'),
      stacked: true,
    }),
    timeSeries({
      title: 'p95 by route',
      description: 'The ten busiest routes, on a logarithmic axis.',
      unit: 'ns',
      sql: spansOverTime(requests, 'route', 'p95'),
      log: true,
      connect: true,
    }),
    timeSeries({
      title: 'Failed by route',
      description: 'Share of requests with status Error, of the ten busiest routes.',
      unit: 'percentunit',
      sql: spansOverTime(requests, 'route', 'errors'),
      reaches: 0.01,
      max: 1,
      connect: true,
    }),
    table({
      title: 'Routes',
      description:
        'Each route with the period of the same length before. A route is what http.route says: a path without its ids.',
      sql: sql`SELECT ${named(sql`value`)} AS route, * FROM (${spanBreakdown(requests, 'route', 200)})`,
      columns: {
        route: { title: 'Route', links: 'route', width: 320 },
        rate: { title: 'Rate', unit: 'reqps' },
        share: { title: 'Share', unit: 'percentunit', isShare: true, width: 180 },
        ...FAILED_AND_DURATIONS,
      },
    }),
    table({
      title: 'Newest requests that failed',
      description: 'Requests that ended with status 5xx.',
      sql: spanList(failed, 'newest', 100),
      noValue: 'No request of the range ended with 5xx',
      columns: spanColumns({ http_status: { title: 'Status', width: 80 } }),
    }),
  ],
});
