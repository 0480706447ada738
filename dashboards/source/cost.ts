import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith, TABLES } from './scopes';
import { attributeCardinality, costByService, rowsOverTime } from '../../queries/cost/cost';
import { metricCatalogue } from '../../queries/metrics/catalogue';
import { sql } from '../../queries/sql';
import { serverNow } from '../../queries/storage/storage';

const everything = rowsWith(sql`1`);
const byService = costByService(everything);
const metrics = metricCatalogue(everything);
const totals = sql`SELECT sum(rows) AS all_rows, sum(bytes) AS all_bytes FROM (${byService})`;

export const cost = dashboard('cost', {
  description:
    'What telemetry costs: rows and bytes by service, metrics with most series, attributes with most values.',
  panels: [
    stat({
      title: 'Rows of the range',
      description: 'Events, spans and points of all services.',
      unit: 'short',
      sql: totals,
      column: 'all_rows',
      width: 8,
    }),
    stat({
      title: 'Bytes of the range',
      description: 'Rows times what a row of their signal takes on disk on the average.',
      unit: 'bytes',
      sql: totals,
      column: 'all_bytes',
      width: 8,
    }),
    stat({
      title: 'On disk',
      description: 'The whole database after compression, whatever the range is.',
      unit: 'bytes',
      sql: serverNow(TABLES.database),
      column: 'bytes',
      width: 8,
    }),
    timeSeries({
      title: 'Rows by signal',
      description: 'Rows per second.',
      unit: 'rows/s',
      sql: rowsOverTime(everything),
      connect: true,
      stacked: true,
      width: 24,
    }),
    table({
      title: 'Services',
      description:
        'Rows and bytes of each service and signal in the range. Bytes are an estimate: a service with long rows takes more than its share.',
      sql: byService,
      columns: {
        service: { title: 'Service', links: 'service' },
        signal: { title: 'Signal', width: 75 },
        rows: { title: 'Rows', unit: 'short', width: 75 },
        bytes: { title: 'Bytes', unit: 'bytes', width: 80 },
        share: { title: 'Share', unit: 'percentunit', isShare: true, width: 130 },
      },
      width: 12,
    }),
    table({
      title: 'Metrics with most series',
      description: 'A series is one combination of attributes. Ids in attributes make a series of their own each time.',
      sql: sql`SELECT * FROM (${metrics}) ORDER BY series DESC, name LIMIT 50`,
      columns: {
        name: { title: 'Metric' },
        type: { title: 'Type', width: 100 },
        series: { title: 'Series', unit: 'short', worse: 10_000, broken: 100_000, width: 75 },
        points: { title: 'Points', unit: 'short', width: 75 },
        services: { title: 'Services', unit: 'short', width: 75 },
      },
      width: 12,
    }),
    table({
      title: 'Attributes',
      description:
        'From the attribute catalogue, by day. Of keys whose values hardly ever come twice (ids) it keeps no values: 0 values and many rows are the most expensive attributes.',
      sql: attributeCardinality(everything),
      columns: {
        signal: { title: 'Signal', width: 100 },
        source: { title: 'Where', width: 200 },
        key: { title: 'Attribute' },
        rows: { title: 'Rows that have it', unit: 'short', width: 150 },
        kept: { title: 'Values in menus', unit: 'short', width: 150 },
      },
    }),
  ],
});
