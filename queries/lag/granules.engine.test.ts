import { CONSUMER_SAMPLES, LAG_SAMPLES, samplesToGoOnFrom } from './samples';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { ALERT_RULES } from '../alerts/rules';
import { granulesRead } from '../granulesForTest';
import { consumersNow, lagOverTime, lagSecondsOverTime, partitionsNow } from '../pipeline/pipeline';
import { type Sql } from '../sql';

/** Three signals, 20 partitions, a row every 2 s for 20 days: some 100 granules, a fifth of one an hour. */
const ROWS = 864_000;

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  const time = "now64(3, 'UTC') - toIntervalMillisecond(number * 2000)";
  const signal = "['logs', 'traces', 'metrics'][number % 3 + 1]";
  for (const query of [
    `INSERT INTO ${LAG_SAMPLES} (Time, Source, Signal, ConsumerGroup, Topic, Partition, EndOffset, Lag, LagSeconds, Status)
      SELECT ${time}, if(number % 2, 'broker', 'clickhouse'), ${signal}, 'g', 'otel', number % 20, number, 1, 1, 'OK' FROM numbers(${ROWS})`,
    `INSERT INTO ${CONSUMER_SAMPLES} (Time, Signal, Queue, Host, Consumer, Partitions)
      SELECT ${time}, ${signal}, concat('audit_', ${signal}, '_queue'), 'h', 'c', 1 FROM numbers(${ROWS})`,
    `OPTIMIZE TABLE ${LAG_SAMPLES} FINAL`,
    `OPTIMIZE TABLE ${CONSUMER_SAMPLES} FINAL`,
  ]) {
    await pipeline.client.command({ query });
  }
});
afterAll(() => pipeline.close());

const HOUR_MS = 3_600_000;
const YESTERDAY = { from: Date.now() - 25 * HOUR_MS, to: Date.now() - 24 * HOUR_MS };

/** Each question and the most granules that all its reads of one table together may take. */
const QUESTIONS: Array<[string, (database: string) => Sql, number]> = [
  ['the state of now', partitionsNow, 3],
  ['the consumers of now', consumersNow, 6],
  ['an hour of yesterday', (database) => lagOverTime(database, YESTERDAY), 3],
  ['an hour of yesterday, in seconds', (database) => lagSecondsOverTime(database, YESTERDAY), 3],
  ['what a start goes on from', (database) => samplesToGoOnFrom(database, 10), 3],
  // the monitor's rule asks whether anything was seen within a day
  ...ALERT_RULES.map(({ id, sql }): [string, (database: string) => Sql, number] => [
    `the rule ${id}`,
    sql,
    id === 'girok-monitor-blind' ? 10 : 6,
  ]),
];

test.each(QUESTIONS)('%s: only its share of twenty days of samples is read', async (_, question, most) => {
  const text = question(pipeline.database).text.replace(
    /\$__timeInterval\((\w+)\)/g,
    'toStartOfMinute(toDateTime($1))'
  );
  const read = await granulesRead(pipeline.client, { text });
  for (const [table, granules] of Object.entries(read).filter(([name]) => /_samples$/.test(name))) {
    expect([table, granules.all > 90]).toEqual([table, true]);
    expect([table, granules.read <= most]).toEqual([table, true]);
  }
});
