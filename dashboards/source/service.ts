import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith, TABLES } from './scopes';
import { FAILED_AND_DURATIONS, failedStat, p95Stat, rateStat } from './spanPanels';
import { service } from './variables';
import { levels } from '../../queries/metrics/level';
import { serviceInfrastructure } from '../../queries/services/infrastructure';
import { serviceOperations } from '../../queries/services/operations';
import { and, sql } from '../../queries/sql';
import { exceptionGroups } from '../../queries/traces/exceptions';
import { redOverTime, redTotals } from '../../queries/traces/red';
import { ENTRY_SPANS } from '../../queries/traces/scope';

const spans = rowsWith(service.condition);
const requests = rowsWith(and([ENTRY_SPANS, service.condition]));
const totals = redTotals(requests);
const red = redOverTime(requests);
const before = sql`SELECT rate, failed / greatest(1, spans) AS errors, p95, p95_before, failed_before / greatest(1, spans_before) AS errors_before FROM (${totals})`;

export const serviceDetail = dashboard('service', {
  description: 'One service: requests, failures, durations, operations, exceptions, memory and where it runs.',
  variables: [service.variable],
  panels: [
    rateStat({
      title: 'Requests',
      description: 'Server and consumer spans per second.',
      sql: before,
      width: 5,
    }),
    failedStat({
      description: 'Share of requests whose span has status Error. Orange from 1 %, red from 5 %.',
      sql: before,
      width: 5,
    }),
    stat({
      title: 'Failed before',
      description: 'The same of the period of the same length before.',
      unit: 'percentunit',
      sql: before,
      column: 'errors_before',
      width: 5,
    }),
    p95Stat({ of: 'requests', sql: before, width: 5 }),
    stat({
      title: 'p95 before',
      description: 'The same of the period of the same length before.',
      unit: 'ns',
      sql: before,
      column: 'p95_before',
    }),
    timeSeries({
      title: 'Rate',
      description: 'Requests per second. An interval without requests is 0.',
      unit: 'reqps',
      sql: sql`SELECT time, rate FROM (${red})`,
      width: 8,
    }),
    timeSeries({
      title: 'Errors',
      description: 'Share of requests that failed.',
      unit: 'percentunit',
      sql: sql`SELECT time, errors FROM (${red})`,
      width: 8,
      reaches: 0.01,
      max: 1,
      colors: { errors: 'red' },
    }),
    timeSeries({
      title: 'Duration',
      description: 'Percentiles of the duration of requests, on a logarithmic axis.',
      unit: 'ms',
      sql: sql`SELECT time, p50, p95, p99 FROM (${red})`,
      width: 8,
      log: true,
      colors: { p50: 'text', p95: 'light-purple', p99: 'dark-purple' },
    }),
    table({
      title: 'Operations',
      description: 'Every name and kind of span of the service, the most frequent first.',
      sql: sql`SELECT *, failed / spans AS error_share FROM (${serviceOperations(spans, 200)})`,
      columns: {
        name: { title: 'Operation', links: 'span', width: 320 },
        kind: { title: 'Kind', width: 100 },
        rate: { title: 'Rate', unit: 'reqps' },
        ...FAILED_AND_DURATIONS,
        p99: { title: 'p99', unit: 'ns' },
        slowest_trace: { title: 'Slowest', links: 'trace' },
      },
    }),
    table({
      title: 'Exceptions',
      description:
        'Exceptions and failed spans without one, grouped by type and by message without what differs each time.',
      sql: exceptionGroups(spans, 50),
      noValue: 'No span of the range failed',
      columns: {
        type: { title: 'Type', width: 220 },
        message: { title: 'Message' },
        times: { title: 'Times', unit: 'short', width: 90 },
        traces: { title: 'Traces', unit: 'short', width: 90 },
        newest_trace: { title: 'Newest', links: 'trace', width: 280 },
      },
    }),
    timeSeries({
      title: 'Resident memory',
      description: 'process.memory.usage of all instances of the service together.',
      unit: 'bytes',
      sql: levels(
        {
          ...spans,
          tables: TABLES,
          metric: { name: 'process.memory.usage', type: 'sum', unit: 'By', isMonotonic: false },
          by: 'service',
          interval: 'panel',
        },
        'sum'
      ),
      connect: true,
    }),
    table({
      title: 'Where it runs',
      description: 'Resource attributes of its spans, events and points, with the number of different values.',
      sql: sql`SELECT key, arrayStringConcat(values, ', ') AS texts, all_values FROM (${serviceInfrastructure(spans)})`,
      columns: {
        key: { title: 'Attribute', width: 240 },
        texts: { title: 'Values' },
        all_values: { title: 'Different', unit: 'short', width: 90 },
      },
      width: 12,
      height: 8,
    }),
  ],
});
