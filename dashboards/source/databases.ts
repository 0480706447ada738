import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { service } from './variables';
import { named } from '../../queries/chosen';
import { and, sql } from '../../queries/sql';
import { spanBreakdown } from '../../queries/traces/breakdown';
import { spanList } from '../../queries/traces/list';
import { redTotals } from '../../queries/traces/red';
import { SPAN_KINDS } from '../../queries/traces/scope';
import { spansOverTime } from '../../queries/traces/series';

const calls = rowsWith(and([SPAN_KINDS.database.condition, sql`SpanKind = 'Client'`, service.condition]));
const totals = sql`SELECT rate, p95, failed / greatest(1, spans) AS errors FROM (${redTotals(calls)})`;
const columns = {
  rate: { title: 'Rate', unit: 'reqps' },
  share: { title: 'Share', unit: 'percentunit', isShare: true, width: 160 },
  error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
  p50: { title: 'p50', unit: 'ns' },
  p95: { title: 'p95', unit: 'ns' },
  p95_before: { title: 'p95 before', unit: 'ns' },
};
const byValue = (key: string) => sql`SELECT ${named(sql`value`)} AS name, * FROM (${spanBreakdown(calls, key, 100)})`;

export const databases = dashboard('databases', {
  description: 'What services ask of databases, seen from the services: client spans with a db.system.',
  variables: [service.variable],
  panels: [
    stat({
      title: 'Statements',
      description: 'Database client spans per second.',
      unit: 'reqps',
      sql: totals,
      column: 'rate',
      width: 8,
    }),
    stat({
      title: 'Failed',
      description: 'Share of statements whose span has status Error.',
      unit: 'percentunit',
      sql: totals,
      column: 'errors',
      worse: 0.01,
      broken: 0.05,
      width: 8,
    }),
    stat({
      title: 'p95',
      description: '95 of 100 statements were faster than this.',
      unit: 'ns',
      sql: totals,
      column: 'p95',
      width: 8,
    }),
    timeSeries({
      title: 'Statements by operation',
      description: 'Per second, by db.operation.name.',
      unit: 'reqps',
      sql: spansOverTime(calls, 'attribute.db.operation.name', 'rate'),
      stacked: true,
    }),
    timeSeries({
      title: 'p95 by collection',
      description: 'By db.collection.name (a table, as a rule), on a logarithmic axis.',
      unit: 'ns',
      sql: spansOverTime(calls, 'attribute.db.collection.name', 'p95'),
      log: true,
      connect: true,
    }),
    table({
      title: 'Databases',
      description: 'By db.namespace, with the period of the same length before.',
      sql: byValue('attribute.db.namespace'),
      columns: { name: { title: 'Database', width: 240 }, ...columns },
      height: 5,
    }),
    table({
      title: 'Statements',
      description:
        'By db.query.text. Instrumentations replace values by placeholders; one that does not shows each statement by itself.',
      sql: byValue('attribute.db.query.text'),
      columns: { name: { title: 'Statement' }, ...columns },
      height: 11,
    }),
    table({
      title: 'Slowest statements',
      description: 'The slowest single statements of the range.',
      sql: spanList(calls, 'slowest', 50),
      columns: {
        time: { title: 'Time', unit: 'dateTimeAsIso', width: 180 },
        service: { title: 'Service', links: 'service', width: 140 },
        name: { title: 'Operation', links: 'span' },
        duration: { title: 'Duration', unit: 'ns', width: 110 },
        trace: { title: 'Trace', links: 'trace', width: 290 },
      },
    }),
  ],
});
