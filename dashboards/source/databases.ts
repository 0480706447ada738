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
import { SPAN_KINDS } from '../../queries/traces/scope';
import { spansOverTime } from '../../queries/traces/series';

const calls = rowsWith(and([SPAN_KINDS.database.condition, sql`SpanKind = 'Client'`, service.condition]));
const totals = sql`SELECT rate, p95, failed / greatest(1, spans) AS errors FROM (${redTotals(calls)})`;
const columns = {
  rate: { title: 'Rate', unit: 'reqps' },
  share: { title: 'Share', unit: 'percentunit', isShare: true, width: 160 },
  ...FAILED_AND_DURATIONS,
};
const byValue = (key: string) => sql`SELECT ${named(sql`value`)} AS name, * FROM (${spanBreakdown(calls, key, 100)})`;

export const databases = dashboard('databases', {
  description: 'What services ask of databases, seen from the services: client spans with a db.system.',
  variables: [service.variable],
  panels: [
    rateStat({
      title: 'Statements',
      description: 'Database client spans per second.',
      sql: totals,
      width: 8,
    }),
    failedStat({
      description: 'Share of statements whose span has status Error.',
      sql: totals,
      width: 8,
    }),
    p95Stat({ of: 'statements', sql: totals, width: 8 }),
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
      columns: spanColumns(),
    }),
  ],
});
