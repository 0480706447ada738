import { dashboard } from './dashboard';
import { stat, table, timeSeries } from './panels';
import { rowsWith, TABLES } from './scopes';
import { rowsOverTime } from '../../queries/cost/cost';
import { freshness } from '../../queries/overview/overview';
import {
  consumersNow,
  deadLettersByReason,
  lagOverTime,
  lagSecondsOverTime,
  partitionsNow,
  partsNow,
  queueEngines,
} from '../../queries/pipeline/pipeline';
import { literal, sql } from '../../queries/sql';

const { database } = TABLES;
const NOT_MEASURED = 'Not measured: `girok lag` has written no samples of a Kafka queue';
const age = (signal: string) => sql`SELECT age FROM (${freshness(TABLES)}) WHERE signal = ${literal(signal)}`;
const ageOf = (signal: string) =>
  stat({
    title: `Newest ${signal}`,
    description: `Seconds since the newest row of ${signal} was stored. Orange from a minute, red from five; nothing in a day: not measured.`,
    unit: 's',
    sql: age(signal),
    column: 'age',
    worse: 60,
    broken: 300,
    decimals: 0,
    width: 6,
  });

export const pipeline = dashboard('pipeline', {
  description:
    'From Kafka to the tables: how fresh each signal is, how far consumers are behind, what could not be read.',
  panels: [
    ageOf('logs'),
    ageOf('traces'),
    ageOf('metrics'),
    stat({
      title: 'Dead letters that wait',
      description: 'Messages of the range that could not be read and were not replayed.',
      unit: 'short',
      sql: sql`SELECT toUInt64(sum(waiting)) AS waiting FROM (${deadLettersByReason(database, 'dashboard')})`,
      column: 'waiting',
      worse: 1,
      width: 6,
    }),
    timeSeries({
      title: 'Rows stored',
      description: 'Rows per second by signal, at the time that they are of.',
      unit: 'rows/s',
      sql: rowsOverTime(rowsWith(sql`1`)),
      connect: true,
    }),
    table({
      title: 'Queues',
      description: 'Kafka: the queue reads a topic. Null: it takes what is inserted, and there is no lag to measure.',
      sql: queueEngines(database),
      columns: { queue: { title: 'Queue' }, engine: { title: 'Engine' } },
      width: 12,
      height: 8,
    }),
    timeSeries({
      title: 'Lag',
      description: 'Unread messages of each partition, as the broker sees them.',
      unit: 'short',
      sql: lagOverTime(database, 'dashboard'),
      noValue: NOT_MEASURED,
      connect: true,
    }),
    timeSeries({
      title: 'Lag in time',
      description: 'How old the oldest unread message of each partition is.',
      unit: 's',
      sql: lagSecondsOverTime(database, 'dashboard'),
      noValue: NOT_MEASURED,
      connect: true,
    }),
    table({
      title: 'Partitions',
      description: 'The newest sample of each partition, with the rule that gave it its status.',
      sql: partitionsNow(database),
      noValue: NOT_MEASURED,
      columns: {
        signal: { title: 'Signal', width: 70 },
        topic: { title: 'Topic' },
        partition: { title: 'Partition', width: 80 },
        source: { title: 'Source', width: 90 },
        status: { title: 'Status', width: 110 },
        lag: { title: 'Lag', unit: 'short', width: 80 },
        seconds: { title: 'Lag in time', unit: 's', width: 90 },
        drain: { title: 'Drains in', unit: 's', width: 80 },
        retention: { title: 'Retention used', unit: 'percentunit', worse: 0.5, broken: 0.8, width: 120 },
        age: { title: 'Measured', unit: 's', width: 90 },
        reason: { title: 'Why' },
      },
    }),
    table({
      title: 'Consumers',
      description: 'Consumers of the queues as ClickHouse sees them, with the exception of each.',
      sql: consumersNow(database),
      noValue: NOT_MEASURED,
      columns: {
        queue: { title: 'Queue' },
        host: { title: 'Host' },
        partitions: { title: 'Partitions', unit: 'short', width: 100 },
        polled: { title: 'Polled ago', unit: 's', width: 100 },
        committed: { title: 'Committed ago', unit: 's', width: 120 },
        exception: { title: 'Exception' },
        view: { title: 'View' },
      },
      height: 7,
    }),
    table({
      title: 'Dead letters',
      description: 'Messages that could not be read, by queue and reason, with the newest one.',
      sql: deadLettersByReason(database, 'dashboard'),
      noValue: 'No message of the range was unreadable',
      columns: {
        queue: { title: 'Queue', width: 180 },
        reason: { title: 'Reason', width: 150 },
        letters: { title: 'Letters', unit: 'short', width: 90 },
        waiting: { title: 'Wait', unit: 'short', worse: 1, width: 90 },
        newest: { title: 'Newest', width: 180 },
        place: { title: 'Topic/partition/offset', width: 220 },
        beginning: { title: 'Begins with' },
      },
      height: 7,
    }),
    table({
      title: 'Tables',
      description:
        'Parts of the fullest partition: ClickHouse slows inserts down from 1,000 and refuses them from 3,000.',
      sql: partsNow(database),
      columns: {
        table: { title: 'Table' },
        parts: { title: 'Parts of a partition', unit: 'short', width: 150, worse: 300, broken: 1000 },
        all_parts: { title: 'All parts', unit: 'short' },
        rows: { title: 'Rows', unit: 'short' },
        bytes: { title: 'On disk', unit: 'bytes' },
        merges: { title: 'Merges', unit: 'short' },
      },
    }),
  ],
});
