import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { TABLES } from './scopes';
import { partsNow } from '../../queries/pipeline/pipeline';
import {
  largestColumns,
  mergesNow,
  partsOverTime,
  queriesByDashboard,
  serverErrors,
  serverNow,
} from '../../queries/storage/storage';

const { database } = TABLES;
const now = serverNow(database);

export const clickhouse = dashboard('clickhouse', {
  description:
    'Whether ClickHouse keeps up: parts, merges, mutations, errors, what takes space, and which dashboards cost most.',
  panels: [
    stat({
      title: 'Parts',
      description: 'Active parts of the database.',
      unit: 'short',
      sql: now,
      column: 'parts',
      width: 4,
    }),
    stat({ title: 'Merges', description: 'Merges that run now.', unit: 'short', sql: now, column: 'merges', width: 4 }),
    stat({
      title: 'Mutations',
      description: 'Mutations that are not done: they make every merge slower.',
      unit: 'short',
      sql: now,
      column: 'mutations',
      worse: 1,
      width: 4,
    }),
    stat({
      title: 'Queries',
      description: 'Queries that run now, with those of this dashboard.',
      unit: 'short',
      sql: now,
      column: 'queries',
      width: 4,
    }),
    stat({
      title: 'Errors',
      description: 'Errors since the server started, of all kinds.',
      unit: 'short',
      sql: now,
      column: 'errors',
      width: 4,
    }),
    stat({
      title: 'On disk',
      description: 'Bytes of the database after compression.',
      unit: 'bytes',
      sql: now,
      column: 'bytes',
      width: 4,
    }),
    timeSeries({
      title: 'New parts',
      description:
        'Parts that were written or merged in each interval and are still active. Many small ones for long: inserts are too small, or merges do not keep up.',
      unit: 'short',
      sql: partsOverTime(database),
      stacked: true,
      bars: true,
      width: 24,
    }),
    table({
      title: 'Tables',
      description:
        'In one: parts of the fullest partition. ClickHouse slows inserts down from 1,000 and refuses them from 3,000.',
      sql: partsNow(database),
      columns: {
        table: { title: 'Table' },
        parts: { title: 'In one', unit: 'short', worse: 300, broken: 1000, width: 70 },
        all_parts: { title: 'All parts', unit: 'short', width: 80 },
        rows: { title: 'Rows', unit: 'short', width: 80 },
        bytes: { title: 'On disk', unit: 'bytes', width: 90 },
      },
      width: 12,
    }),
    table({
      title: 'Largest columns',
      description: 'What takes most space. A ratio near 1 is a column of random values, such as ids.',
      sql: largestColumns(database),
      columns: {
        table: { title: 'Table' },
        column: { title: 'Column' },
        bytes: { title: 'On disk', unit: 'bytes', width: 100 },
        ratio: { title: 'Times smaller', unit: 'none', decimals: 1, width: 120 },
      },
      width: 12,
    }),
    table({
      title: 'Merges',
      description: 'Merges that run now, the longest first.',
      sql: mergesNow(database),
      noValue: 'No merge runs now',
      columns: {
        table: { title: 'Table' },
        elapsed: { title: 'Runs for', unit: 's' },
        progress: { title: 'Done', unit: 'percentunit', isShare: true },
        parts: { title: 'Parts', unit: 'short' },
        bytes: { title: 'Size', unit: 'bytes' },
        memory: { title: 'Memory', unit: 'bytes' },
      },
      width: 12,
    }),
    table({
      title: 'Errors',
      description: 'Errors since the server started, the newest first. Some are of people who mistyped a query.',
      sql: serverErrors(),
      noValue: 'No error since the server started',
      columns: {
        name: { title: 'Error', width: 150 },
        times: { title: 'Times', unit: 'short', width: 80 },
        last: { title: 'Last', width: 160 },
        message: { title: 'Message' },
      },
      width: 12,
    }),
  ],
  closed: {
    title: 'Queries by dashboard (needs system.query_log, which a server has and the embedded engine has not)',
    panels: [
      table({
        title: 'Queries by dashboard',
        description: 'By the comment that the data source gives to each query of a dashboard or rule.',
        sql: queriesByDashboard(),
        columns: {
          dashboard: { title: 'Dashboard', links: 'dashboard' },
          queries: { title: 'Queries', unit: 'short' },
          p95: { title: 'p95', unit: 'ms' },
          rows: { title: 'Rows read', unit: 'short' },
          bytes: { title: 'Bytes read', unit: 'bytes' },
          memory: { title: 'Most memory', unit: 'bytes' },
          failed: { title: 'Failed', unit: 'short', worse: 1 },
        },
      }),
    ],
  },
});
