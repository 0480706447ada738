import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
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
    stat({
      title: 'Requests',
      description: 'HTTP server spans per second.',
      unit: 'reqps',
      sql: totals,
      column: 'rate',
      width: 8,
    }),
    stat({
      title: 'Failed',
      description: 'Share of requests whose span has status Error: by convention those that ended with 5xx.',
      unit: 'percentunit',
      sql: totals,
      column: 'errors',
      worse: 0.01,
      broken: 0.05,
      width: 8,
    }),
    stat({
      title: 'p95',
      description: '95 of 100 requests were faster than this.',
      unit: 'ns',
      sql: totals,
      column: 'p95',
      width: 8,
    }),
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
        error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
        p50: { title: 'p50', unit: 'ns' },
        p95: { title: 'p95', unit: 'ns' },
        p95_before: { title: 'p95 before', unit: 'ns' },
      },
    }),
    table({
      title: 'Newest requests that failed',
      description: 'Requests that ended with status 5xx.',
      sql: spanList(failed, 'newest', 100),
      noValue: 'No request of the range ended with 5xx',
      columns: {
        time: { title: 'Time', unit: 'dateTimeAsIso', width: 180 },
        service: { title: 'Service', links: 'service', width: 140 },
        name: { title: 'Operation', links: 'span' },
        http_status: { title: 'Status', width: 80 },
        duration: { title: 'Duration', unit: 'ns', width: 110 },
        trace: { title: 'Trace', links: 'trace', width: 290 },
      },
    }),
  ],
});
