import { testUrl } from '../../../embedded/clickhouse/testClient';
import { Interrupted, type RunEvent } from '../apply/runContext';
import { StatementFailed } from '../apply/runStatement';
import { up, type UpOptions } from '../apply/up';
import { applyRepair } from '../applyRepair';
import { TableLockStore } from '../lock/tableLockStore';
import { MigrationRefused } from '../plan';
import { planRepair } from '../repair';
import { scratchMigrations, type ScratchMigrations } from '../scratchMigrations';
import { StoppedWithQueues } from './queueGuard';
import { readQueue } from './readQueue';

const DB = '{{database:Identifier}}';
const TABLE = `CREATE TABLE IF NOT EXISTS ${DB}.t (m String, o UInt64) ENGINE = MergeTree ORDER BY o;`;

interface Unit {
  /** What the first view stores. */
  stores?: string;
  /** Put in front of the statement with this number, from 1: a statement that fails. */
  breakBefore?: number;
  /** A view more. */
  third?: boolean;
}

/** A unit as the migrations have it: pause, stand-in, views, queue. */
function unit({ stores = 'message', breakBefore, third = false }: Unit = {}): string {
  const view = (name: string, select: string) => [
    `DROP VIEW IF EXISTS ${DB}.${name} SYNC`,
    `CREATE MATERIALIZED VIEW ${DB}.${name} TO ${DB}.t AS SELECT ${select} AS m, _offset AS o FROM ${DB}.q`,
  ];
  const statements = [
    `DROP TABLE IF EXISTS ${DB}.q SYNC`,
    `CREATE TABLE ${DB}.q (message String, _offset UInt64) ENGINE = Null`,
    ...view('v', stores),
    ...view('w', "'w'"),
    ...(third ? view('x', "'x'") : []),
  ];
  const kafka = [
    `DROP TABLE IF EXISTS ${DB}.q SYNC`,
    `CREATE TABLE ${DB}.q (message String) ENGINE = Kafka SETTINGS kafka_broker_list = '127.0.0.1:1', kafka_topic_list = 't',
      kafka_group_name = {{kafka_logs_group:String}}, kafka_format = 'RawBLOB', kafka_max_block_size = {{kafka_block_messages:UInt}}`,
  ];
  if (breakBefore !== undefined) {
    statements.splice(breakBefore - 1, 0, `CREATE TABLE ${DB}.broken AS ${DB}.missing`);
  }
  return `${statements.join(';\n')};\n-- @if queues = kafka\n${kafka.join(';\n')};\n-- @end\n`;
}

let scratch: ScratchMigrations;
afterEach(() => scratch.close());

const given = async (queues: 'kafka' | 'null') => {
  scratch = await scratchMigrations(testUrl(), { '20260101000000_t': TABLE, 'queues/q': unit() }, { queues });
  await migrate();
};
const migrate = (options: UpOptions = {}) => up(scratch.session, { joinTimeoutMs: 0, ...options });
const failing = (options: UpOptions = {}): Promise<unknown> =>
  migrate(options).then(
    () => undefined,
    (reason: unknown) => reason
  );
const standing = () => readQueue(scratch.session.client, scratch.database, 'q', ['v', 'w', 'x']);
const wholeEvents = async () =>
  (
    await scratch.rows<{ Event: string }>(
      `SELECT Event FROM ${scratch.database}.girok_migrations WHERE Migration = 'q' AND Statement = 0 ORDER BY Sequence`
    )
  ).map(({ Event: event }) => event);

/** Sends a message through a queue that is filled by inserts. @returns what is stored of it */
async function through(message: string): Promise<string[]> {
  await scratch.run(`TRUNCATE TABLE ${scratch.database}.t`);
  await scratch.run(`INSERT INTO ${scratch.database}.q (message) SELECT '${message}'`);
  return (await scratch.rows<{ m: string }>(`SELECT m FROM ${scratch.database}.t ORDER BY m`)).map(({ m }) => m);
}

// The broker is away: the Kafka engine makes its tables all the same.
test.each([
  ['kafka', 1],
  ['kafka', 2],
  ['kafka', 3],
  ['kafka', 4],
  ['kafka', 5],
  ['kafka', 6],
  ['kafka', 7],
  ['null', 2],
  ['null', 7],
] as const)(
  'a queue of kind %s: whatever fails before statement %d of its unit, what stood before is back',
  async (queues, breakBefore) => {
    await given(queues);
    const before = await standing();
    expect(Object.keys(before.views)).toEqual(['v', 'w']);
    await scratch.write({ 'queues/q': unit({ stores: "'new ' || message", breakBefore, third: true }) });

    const told: RunEvent[] = [];
    const error = await failing({ report: (event) => told.push(event) });
    expect(error).toBeInstanceOf(StoppedWithQueues);
    expect(error).toMatchObject({ cause: expect.any(StatementFailed) });
    expect(String(error)).toMatch(/missing.*q and its views are as they were before, and it goes on\./s);
    expect(told).toContainEqual(expect.objectContaining({ type: 'queue', queue: 'q', state: 'restored' }));
    expect(await standing()).toEqual(before);
    expect(await wholeEvents()).toEqual(['started', 'done', 'started', 'restored']);

    await scratch.write({ 'queues/q': unit({ stores: "'new ' || message", third: true }) });
    await migrate();
    expect(Object.keys((await standing()).views)).toEqual(['v', 'w', 'x']);
    expect((await scratch.session.plan()).pending).toEqual([]);
  }
);

test('rows flow as before after a change that failed, and in the new way after one that did not', async () => {
  await given('null');
  expect(await through('a')).toEqual(['a', 'w']);
  await scratch.write({ 'queues/q': unit({ stores: "'new ' || message", breakBefore: 6 }) });
  await failing();
  expect(await through('b')).toEqual(['b', 'w']);
  await scratch.write({ 'queues/q': unit({ stores: "'new ' || message" }) });
  await migrate();
  expect(await through('c')).toEqual(['new c', 'w']);
});

test('a queue whose first making fails leaves nothing behind that would swallow rows', async () => {
  scratch = await scratchMigrations(testUrl(), { '20260101000000_t': TABLE, 'queues/q': unit({ breakBefore: 5 }) });
  expect(String(await failing())).toContain('q did not exist before; what had been made of it is removed.');
  expect(await standing()).toEqual({ views: {} });
});

test('asked to stop in the middle of a unit, a run puts back what stood before', async () => {
  await given('null');
  const before = await standing();
  await scratch.write({ 'queues/q': unit({ stores: "'new'" }) });
  const stop = new AbortController();
  const error = await failing({
    stop: stop.signal,
    report: (event) => event.type === 'statement' && event.state === 'done' && event.position === 3 && stop.abort(),
  });
  expect(error).toMatchObject({ cause: expect.any(Interrupted) });
  expect(await standing()).toEqual(before);
});

const PAUSING = `-- @pauses q\nALTER TABLE ${DB}.t ADD COLUMN IF NOT EXISTS n UInt8;`;

test('a migration that pauses a queue stops it, and its unit starts it again', async () => {
  await given('null');
  const told: string[] = [];
  await scratch.write({ '20260102000000_p': PAUSING });
  await migrate({
    report: (event) =>
      told.push(
        event.type === 'queue' ? `${event.queue} ${event.state}` : event.type === 'statement' ? event.description : ''
      ),
  });
  const [paused, altered] = [told.indexOf('q paused'), told.indexOf(`alter table ${scratch.database}.t`)];
  expect(paused).toBeGreaterThan(-1);
  expect(altered).toBeGreaterThan(paused);
  expect(await through('a')).toEqual(['a', 'w']);
  expect(await wholeEvents()).toEqual(['started', 'done', 'started', 'done']);
});

test('if such a migration fails, the queue goes on as before, and stands still again when it is tried again', async () => {
  await given('null');
  const before = await standing();
  await scratch.write({ '20260102000000_p': `${PAUSING} INSERT INTO ${DB}.t SELECT * FROM ${DB}.missing;` });
  expect(String(await failing())).toMatch(/statement 2 of 2.*q and its views are as they were before/s);
  expect(await standing()).toEqual(before);

  await scratch.run(`CREATE TABLE ${scratch.database}.missing (m String, o UInt64, n UInt8) ENGINE = Memory`);
  const told: string[] = [];
  await migrate({ report: (event) => event.type === 'queue' && told.push(event.state) });
  expect(told).toEqual(['paused']);
  expect(await through('a')).toEqual(['a', 'w']);
});

describe('a runner that was killed in the middle of a unit', () => {
  /** Loses the lock while the given statement runs: from there on nothing is done any more, as after a kill. */
  async function killedAt(position: number): Promise<void> {
    const store = new TableLockStore(scratch.session.client, scratch.database);
    let takeover: Promise<unknown> = Promise.resolve();
    const { statementClient } = scratch.session;
    const command = statementClient.command.bind(statementClient);
    const slowed = jest.spyOn(statementClient, 'command').mockImplementation(async (params) => {
      const result = await command(params);
      await takeover;
      return result;
    });
    await failing({
      report: (event) => {
        if (
          event.type === 'statement' &&
          event.migration === 'q' &&
          event.state === 'started' &&
          event.position === position
        ) {
          takeover = store
            .newest()
            .then((claim) => store.claim((claim?.fence ?? 0) + 1, { runner: 'r', host: 'h', pid: 1 }, 1));
        }
      },
    });
    slowed.mockRestore();
    const fence = (await store.newest())?.fence ?? 0;
    await store.release(fence);
  }

  test('has left its ruins; the next run finishes the unit', async () => {
    await given('kafka');
    await scratch.write({ 'queues/q': unit({ stores: "'new'" }) });
    await killedAt(4);
    expect((await standing()).queue?.engine).toBe('Null');
    expect((await scratch.session.plan()).queues[0].why).toMatch(/did not finish it/);
    await migrate();
    expect((await standing()).queue?.engine).toBe('Kafka');
    expect((await standing()).views.v).toContain("'new'");
  });

  test('and if the next run fails, what is put back is what stood before the first, not its ruins', async () => {
    await given('kafka');
    const before = await standing();
    await scratch.write({ 'queues/q': unit({ stores: "'new'" }) });
    await killedAt(4);
    await scratch.write({ 'queues/q': unit({ stores: "'new'", breakBefore: 3 }) });
    await failing();
    expect(await standing()).toEqual(before);
  });

  test('repair puts back what stood before', async () => {
    await given('kafka');
    const before = await standing();
    await scratch.write({ 'queues/q': unit({ stores: "'new'", third: true }) });
    await killedAt(6);
    const repairs = planRepair(await scratch.session.read(), new Set());
    expect(repairs).toMatchObject([{ text: expect.stringMatching(/did not finish its change.*put back/) }]);
    await applyRepair(scratch.session, repairs);
    expect(await standing()).toEqual(before);
    expect(await wholeEvents()).toEqual(['started', 'done', 'started', 'restored']);
  });
});

test('a change of configuration makes the unit pending; another group needs a yes', async () => {
  await given('kafka');
  const larger = scratch.as({ kafkaBlockMessages: 7 });
  expect((await larger.plan()).queues[0].why).toMatch(/configuration/);
  await up(larger, { joinTimeoutMs: 0 });
  expect((await standing()).queue?.create).toContain('kafka_max_block_size = 7');

  const regrouped = scratch.as({ kafkaBlockMessages: 7, kafkaLogsGroup: 'other' });
  const refused = await up(regrouped, { joinTimeoutMs: 0 }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MigrationRefused);
  expect(String(refused)).toMatch(/from girok-logs to other\. A new group reads its topic from the start.*--replay/s);
  await up(regrouped, { joinTimeoutMs: 0, replay: true });
  expect((await standing()).queue?.create).toContain("kafka_group_name = 'other'");
});

test('a queue that reads Kafka is not turned into one that does not without a yes', async () => {
  await given('kafka');
  const refused = await up(scratch.as({ queues: 'null' })).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MigrationRefused);
  expect((await standing()).queue?.engine).toBe('Kafka');
});

test('a queue that cannot join its group is said to be so, with the words of the engine', async () => {
  await given('kafka');
  const { queues } = await up(scratch.as({ kafkaBlockMessages: 8 }), { joinTimeoutMs: 1500 });
  expect(queues).toEqual([
    {
      queue: 'q',
      state: 'not consuming',
      detail: expect.stringMatching(/brokers are down|Connect|refused|no partition/i),
    },
  ]);
});
