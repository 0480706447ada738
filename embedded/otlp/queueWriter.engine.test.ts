import { OtlpProblem } from './problem';
import { DEFAULT_LIMITS, QueueWriter } from './queueWriter';
import { type ScratchDatabase, scratchDatabase } from '../clickhouse/testClient';

let scratch: ScratchDatabase;
beforeAll(async () => {
  scratch = await scratchDatabase();
  await scratch.client.command({
    query: `CREATE TABLE queue (message String, _topic String, _partition UInt64, _offset UInt64, _timestamp_ms DateTime64(3, 'UTC')) ENGINE = Null`,
  });
  await scratch.client.command({
    query: 'CREATE TABLE stored (message String, offset UInt64, block UInt64) ENGINE = MergeTree ORDER BY offset',
  });
  await scratch.client.command({
    query: `CREATE MATERIALIZED VIEW v TO stored AS
      SELECT message, _offset + throwIf(message = 'poison') AS offset, blockNumber() AS block FROM queue`,
  });
});
afterAll(() => scratch.drop());
beforeEach(() => scratch.client.command({ query: 'TRUNCATE TABLE stored' }));

const writer = (limits: Partial<typeof DEFAULT_LIMITS> = {}) =>
  new QueueWriter(scratch.client, `${scratch.name}.queue`, { ...DEFAULT_LIMITS, ...limits });

async function stored(): Promise<string[]> {
  const result = await scratch.client.query({
    query: 'SELECT message FROM stored ORDER BY offset',
    format: 'JSONEachRow',
  });
  return (await result.json<{ message: string }>()).map(({ message }) => message);
}

test('what resolves is stored, in the order of arrival and with offsets of its own', async () => {
  const queue = writer();
  await Promise.all(['a', 'b', 'c', 'd'].map((message) => queue.write(message)));
  expect(await stored()).toEqual(['a', 'b', 'c', 'd']);
});

test('a message that ClickHouse refuses does not take its neighbours with it', async () => {
  const queue = writer();
  const outcomes = await Promise.allSettled(['first', 'a', 'poison', 'b'].map((message) => queue.write(message)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await stored()).toEqual(['first', 'a', 'b']);
});

test('what would wait beyond the limit is refused for now, and later messages are taken again', async () => {
  const queue = writer({ waiting: 10 });
  const taken = queue.write('0123456789');
  await expect(queue.write('x')).rejects.toMatchObject({ status: 503, constructor: OtlpProblem });
  await taken;
  await queue.write('y');
  expect(await stored()).toEqual(['0123456789', 'y']);
});

test('idle waits for everything that was taken', async () => {
  const queue = writer({ messages: 1 });
  for (const message of ['a', 'b', 'c']) {
    void queue.write(message);
  }
  await queue.idle();
  expect(await stored()).toEqual(['a', 'b', 'c']);
});
