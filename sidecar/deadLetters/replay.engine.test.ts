import { readFrom, replayDeadLetters } from './replay';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type DeadLetterChoice } from '../../queries/deadLetters/deadLetters';

let pipeline: ScratchPipeline;
beforeEach(async () => {
  pipeline = await scratchPipeline();
});
afterEach(() => pipeline.close());

const time = () => `${Date.now()}000000`;
const log = (text: string) =>
  JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: time(), body: { stringValue: text } }] }] }],
  });
const span = () =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'GET', startTimeUnixNano: time() }] }] }] });

/** Letters as the dead-letter views write them; each at an offset of its own. */
async function letters(...messages: Array<string | Buffer>): Promise<void> {
  for (const [offset, message] of messages.entries()) {
    await pipeline.client.command({
      query: `INSERT INTO otel_audit_dead_letters (Time, Queue, Reason, _topic, _partition, _offset, Bytes, Message)
        VALUES (now64(3), 'audit_logs_queue', 'planted', 't', 0, ${offset}, 1, base64Decode('${Buffer.from(message).toString('base64')}'))`,
    });
  }
}

const replay = (choice: DeadLetterChoice = {}, repairUtf8 = false) =>
  replayDeadLetters(pipeline.client, pipeline.database, choice, { repairUtf8 });

async function rows(query: string): Promise<unknown[]> {
  const result = await pipeline.client.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json();
}

const stored = () => rows('SELECT _topic, _partition, _offset, Body FROM otel_audit_logs FINAL ORDER BY _offset');
const waiting = () =>
  rows(
    "SELECT _offset FROM otel_audit_dead_letters FINAL WHERE ReplayedAt = toDateTime64(0, 3, 'UTC') ORDER BY _offset"
  );

test('what can be read now is stored with the place of its message; the rest waits', async () => {
  await letters(log('a'), 'no json', span(), log('b'));
  expect(await replay()).toEqual({ letters: 4, stored: 3 });
  expect(await stored()).toEqual([
    { _topic: 't', _partition: 0, _offset: 0, Body: 'a' },
    { _topic: 't', _partition: 0, _offset: 3, Body: 'b' },
  ]);
  expect(await rows('SELECT _offset, SpanName FROM otel_audit_traces FINAL')).toEqual([
    { _offset: 2, SpanName: 'GET' },
  ]);
  expect(await waiting()).toEqual([{ _offset: 1 }]);
});

test('a second replay changes nothing', async () => {
  await letters(log('a'), 'no json');
  await replay();
  const before = [await stored(), await waiting()];
  expect(await replay({ replayed: true })).toMatchObject({ letters: 2 });
  expect([await stored(), await waiting()]).toEqual(before);
  expect(await replay()).toEqual({ letters: 1, stored: 0 });
});

test('a letter that is delivered again after its replay stays replayed', async () => {
  const message = log('a');
  await letters(message);
  await pipeline.client.command({
    query: 'ALTER TABLE otel_audit_dead_letters UPDATE Bytes = 2 WHERE 1 SETTINGS mutations_sync = 1',
  });
  await replay();
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_dead_letters SELECT * REPLACE (toDateTime64(0, 3, 'UTC') AS ReplayedAt)
      FROM otel_audit_dead_letters FINAL`,
  });
  expect(await waiting()).toEqual([]);
});

test('bytes that are no UTF-8 are repaired on request only', async () => {
  const broken = Buffer.from(log('caf?'), 'latin1');
  broken[broken.indexOf('?')] = 0xe9;
  await letters(broken);
  expect(await replay()).toEqual({ letters: 1, stored: 0 });
  expect(await replay({}, true)).toEqual({ letters: 1, stored: 1 });
  expect(await stored()).toMatchObject([{ Body: 'caf\u{fffd}' }]);
});

test.each<[string, DeadLetterChoice, number[]]>([
  ['one place', { place: { topic: 't', partition: 0, offset: 1n } }, [1]],
  ['a reason', { reason: 'planted' }, [0, 1]],
  ['a hostile reason', { reason: "' OR 1=1 --" }, []],
  ['another queue', { queue: 'audit_traces_queue' }, []],
  ['an hour', { hours: 1 }, [0, 1]],
])('only what is chosen is replayed: %s', async (_, choice, offsets) => {
  await letters(log('a'), log('b'));
  await replay(choice);
  expect(await stored()).toMatchObject(offsets.map((_offset) => ({ _offset })));
});

test('a view that is missing is said', async () => {
  await letters(log('a'));
  await pipeline.client.command({ query: 'DROP VIEW otel_audit_logs_mv SYNC' });
  await expect(replay()).rejects.toThrow(/otel_audit_logs_mv does not exist.*migrate up/);
});

test.each([
  ['SELECT 1 FROM otel.other', /does not read otel.audit_logs_queue once/],
  ['SELECT parsed FROM otel.audit_logs_queue', /reads protobuf/],
])('a query that cannot be run over letters is refused: %s', (query, message) =>
  expect(() => readFrom(query, 'otel.audit_logs_queue', '(SELECT 1)')).toThrow(message)
);
