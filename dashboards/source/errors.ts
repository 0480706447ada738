import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { spanColumns } from './spanPanels';
import { service } from './variables';
import { and, sql } from '../../queries/sql';
import { exceptionGroups } from '../../queries/traces/exceptions';
import { spanList } from '../../queries/traces/list';
import { redTotals } from '../../queries/traces/red';
import { spansOverTime } from '../../queries/traces/series';

const spans = rowsWith(service.condition);
const failed = rowsWith(and([sql`IsError`, service.condition]));
const totals = sql`SELECT failed, failed_before, failed / greatest(1, spans) AS share, main_failure_service, main_failure_name FROM (${redTotals(spans)})`;

export const errors = dashboard('errors', {
  description: 'Spans that failed and the exceptions on them: where, since which release, and an example of each.',
  variables: [service.variable],
  panels: [
    stat({
      title: 'Failed',
      description: 'Spans of any kind with status Error.',
      unit: 'short',
      sql: totals,
      column: 'failed',
    }),
    stat({
      title: 'Before',
      description: 'The same of the period of the same length before.',
      unit: 'short',
      sql: totals,
      column: 'failed_before',
    }),
    stat({
      title: 'Share',
      description: 'Failed spans of all spans.',
      unit: 'percentunit',
      sql: totals,
      column: 'share',
      worse: 0.01,
      broken: 0.05,
    }),
    stat({
      title: 'Mostly in',
      description: 'Where most spans failed.',
      unit: 'string',
      sql: totals,
      column: 'main_failure_service',
      width: 5,
      noValue: 'none',
    }),
    stat({
      title: 'Mostly',
      description: 'Of which name most failed spans are.',
      unit: 'string',
      sql: totals,
      column: 'main_failure_name',
      width: 7,
      noValue: 'none',
    }),
    timeSeries({
      title: 'Failed spans by service',
      description: 'Per second.',
      unit: 'cps',
      sql: spansOverTime(failed, 'service', 'rate'),
      stacked: true,
      bars: true,
    }),
    timeSeries({
      title: 'Failed spans by release',
      description: 'Per second, by service.version: a bad release is one colour that begins when it was deployed.',
      unit: 'cps',
      sql: spansOverTime(failed, 'resource.service.version', 'rate'),
      stacked: true,
      bars: true,
    }),
    table({
      title: 'Exceptions',
      description:
        'Exceptions and failed spans without one, grouped by type and by message without what differs each time.',
      sql: sql`SELECT *, arrayStringConcat(services, ', ') AS service_names, arrayStringConcat(releases, ', ') AS release_names FROM (${exceptionGroups(spans, 100)})`,
      noValue: 'No span of the range failed',
      height: 10,
      columns: {
        type: { title: 'Type', width: 120 },
        message: { title: 'Message' },
        times: { title: 'Times', unit: 'short', width: 65 },
        first: { title: 'First', unit: 'dateTimeAsIso', width: 155 },
        last: { title: 'Last', unit: 'dateTimeAsIso', width: 155 },
        service_names: { title: 'Services', width: 110 },
        release_names: { title: 'Releases', width: 90 },
        newest_trace: { title: 'Newest', links: 'trace', width: 120 },
      },
    }),
    table({
      title: 'Newest spans that failed',
      description: 'With the message of their status.',
      sql: spanList(failed, 'newest', 100),
      noValue: 'No span of the range failed',
      columns: spanColumns({ kind: { title: 'Kind', width: 90 }, message: { title: 'Message' } }, 150),
    }),
  ],
});
