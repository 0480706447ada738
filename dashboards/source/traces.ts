import { dashboard } from './dashboard';
import { heatmap, stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { service } from './variables';
import { and, sql } from '../../queries/sql';
import { spanList } from '../../queries/traces/list';
import { redOverTime, redTotals } from '../../queries/traces/red';
import { durationBuckets } from '../../queries/traces/series';

const spans = rowsWith(service.condition);
const roots = rowsWith(and([sql`ParentSpanId = ''`, service.condition]));
const failed = rowsWith(and([roots.where, sql`IsError`]));
const totals = sql`SELECT rate, spans, p95, failed / greatest(1, spans) AS errors FROM (${redTotals(roots)})`;
const all = redTotals(spans);

const columns = {
  time: { title: 'Time', unit: 'dateTimeAsIso', width: 180 },
  service: { title: 'Service', links: 'service', width: 140 },
  name: { title: 'Operation', links: 'span' },
  duration: { title: 'Duration', unit: 'ns', width: 100 },
  trace: { title: 'Trace', links: 'trace', width: 290 },
} as const;

export const traces = dashboard('traces', {
  description: 'Traces by their root spans: how many, how long, which are slow and which failed.',
  variables: [service.variable],
  panels: [
    stat({
      title: 'Traces',
      description: 'Root spans per second.',
      unit: 'reqps',
      sql: totals,
      column: 'rate',
      width: 6,
    }),
    stat({
      title: 'Failed',
      description: 'Share of root spans with status Error.',
      unit: 'percentunit',
      sql: totals,
      column: 'errors',
      worse: 0.01,
      broken: 0.05,
      width: 6,
    }),
    stat({
      title: 'p95',
      description: '95 of 100 traces took less, by their root span.',
      unit: 'ns',
      sql: totals,
      column: 'p95',
      width: 6,
    }),
    stat({
      title: 'Spans',
      description: 'Spans of any kind in the range.',
      unit: 'short',
      sql: all,
      column: 'spans',
      width: 6,
    }),
    heatmap({
      title: 'Durations',
      description:
        'Root spans in each interval by how long they took: a second band above the first one is a group of slow requests.',
      sql: durationBuckets(roots),
    }),
    timeSeries({
      title: 'Duration',
      description: 'Percentiles of root spans, on a logarithmic axis.',
      unit: 'ms',
      sql: sql`SELECT time, p50, p95, p99 FROM (${redOverTime(roots)})`,
      log: true,
      colors: { p50: 'text', p95: 'light-purple', p99: 'dark-purple' },
    }),
    timeSeries({
      title: 'Failed traces',
      description: 'Share of root spans with status Error.',
      unit: 'percentunit',
      sql: sql`SELECT time, errors FROM (${redOverTime(roots)})`,
      reaches: 0.01,
      max: 1,
      colors: { errors: 'red' },
    }),
    table({
      title: 'Slowest traces',
      description: 'By their root span.',
      sql: spanList(roots, 'slowest', 100),
      columns,
      height: 8,
    }),
    table({
      title: 'Newest failed traces',
      description: 'Traces whose root span has status Error.',
      sql: spanList(failed, 'newest', 100),
      columns,
      height: 8,
      noValue: 'No trace of the range failed',
    }),
  ],
});
