import { testUrl } from '../../../embedded/clickhouse/testClient';
import { TableLockStore } from '../../migrate/lock/tableLockStore';
import { scratchMigrations, type ScratchMigrations } from '../../migrate/scratchMigrations';
import { runGirok, startGirok } from '../runGirok';

const TABLE = 'CREATE TABLE IF NOT EXISTS {{database:Identifier}}.t (a UInt64) ENGINE = MergeTree ORDER BY a;';
const FIRST = '20260101000000_first';
const COLLECTION = 'girok_cli_test';

let scratch: ScratchMigrations;
beforeEach(async () => {
  scratch = await scratchMigrations(testUrl());
});
afterEach(async () => {
  await scratch.run(`DROP NAMED COLLECTION IF EXISTS ${COLLECTION}`);
  await scratch.close();
});

const settings = (more: Record<string, string> = {}) => ({
  GIROK_CLICKHOUSE_URL: testUrl(),
  GIROK_DATABASE: scratch.database,
  GIROK_QUEUES: 'null',
  ...more,
});
/** With the migrations of this version. */
const girok = (args: string, more?: Record<string, string>) =>
  runGirok(['migrate', ...args.split(' ')], settings(more));
/** With the templates of the test, and without a rehearsal where that is not the point. */
const own = (args: string, more?: Record<string, string>) =>
  girok(`${args}${/^up\b/.test(args) ? ' --no-rehearsal --no-lint' : ''} --migrations ${scratch.folder}`, more);
const rehearsed = (args: string) => girok(`${args} --migrations ${scratch.folder}`);

const tables = async () =>
  (
    await scratch.rows<{ name: string }>(
      `SELECT name FROM system.tables WHERE database = '${scratch.database}' AND name NOT LIKE 'girok_%' ORDER BY name`
    )
  ).map(({ name }) => name);

test('plan shows everything and makes nothing; up makes it; then there is nothing to do, and verify agrees', async () => {
  const plan = await girok('plan');
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  expect(plan.stdout).toContain(`create table ${scratch.database}.otel_audit_logs`);
  expect(plan.stdout).toMatch(/Every statement ran in a scratch ClickHouse \d/);
  expect(await scratch.rows(`SELECT 1 FROM system.databases WHERE name = '${scratch.database}'`)).toEqual([]);
  expect((await girok('status')).code).toBe(3);

  expect(await girok('up')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/Done: \d+ statements run/),
  });
  expect(await tables()).toEqual(
    expect.arrayContaining([
      'audit_logs_queue',
      'audit_traces_queue',
      'audit_metrics_queue',
      'otel_audit_logs',
      'otel_audit_traces',
      'otel_audit_metrics',
      'otel_audit_dead_letters',
    ])
  );
  for (const command of ['up', 'plan']) {
    expect(await girok(command)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to do/) });
  }
  expect(await girok('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/otel_audit_tables +applied/) });
  expect(await girok('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing differs.') });

  await scratch.run(`DROP TABLE ${scratch.database}.otel_audit_metrics_mv`);
  const drift = new RegExp(`${scratch.database}\\.otel_audit_metrics_mv +is missing`);
  expect(await girok('verify')).toMatchObject({ code: 4, stdout: expect.stringMatching(drift) });
});

test('with --json everything is for machines', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO {{database:Identifier}}.t SELECT 1` });
  const plan = JSON.parse((await own('plan --json')).stdout) as unknown;
  expect(plan).toMatchObject({
    statements: [
      { migration: FIRST, position: 1, of: 2, effect: 'metadata', sql: expect.stringContaining('CREATE TABLE') },
      { effect: 'rewrite' },
    ],
    refusals: [],
    rehearsal: { ran: true, failures: [] },
  });
  const up = (await own('up --json')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(up.map(({ type, state }) => [type, state].join(' '))).toEqual([
    'lock taken',
    'statement started',
    'statement done',
    'statement started',
    'statement done',
    'summary ',
  ]);
  expect(JSON.parse((await own('status --json')).stdout)).toMatchObject({
    lock: { state: 'free' },
    migrations: [{ id: FIRST, state: 'applied', done: 2, of: 2 }],
  });
});

test('a Kafka password is in no output, no journal and no saved definition', async () => {
  const secret = "hunter2-'very'-secret";
  const kafka = {
    GIROK_QUEUES: 'kafka',
    GIROK_KAFKA_PASSWORD: secret,
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    GIROK_KAFKA_COLLECTION: COLLECTION,
  };
  const plan = await girok('plan --sql', kafka);
  expect(plan.stdout).toContain("kafka_sasl_password = '[HIDDEN]'");
  const outputs = [plan, await girok('up --json --join-timeout 0', kafka), await girok('status --json', kafka)];
  // a change, so that what stood before is saved
  outputs.push(await girok('up --join-timeout 0', { ...kafka, GIROK_KAFKA_BLOCK_MESSAGES: '10' }));
  expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const stored = await scratch.rows(
    `SELECT * FROM ${scratch.database}.girok_migrations AS j FULL JOIN ${scratch.database}.girok_definitions AS d ON j.Fence = d.Fence AND j.Description = d.Name`
  );
  expect(JSON.stringify(stored)).toContain('audit_logs_queue');
  expect(JSON.stringify([outputs, stored])).not.toMatch(/hunter2|very.*-secret/);
  // another password is nothing to do here: `girok kafka rotate-password` is
  expect(
    (await girok('status', { ...kafka, GIROK_KAFKA_BLOCK_MESSAGES: '10', GIROK_KAFKA_PASSWORD: 'other' })).code
  ).toBe(0);
  for (const queue of ['audit_logs_queue', 'audit_traces_queue', 'audit_metrics_queue']) {
    await scratch.run(`DROP TABLE ${scratch.database}.${queue} SYNC`);
  }
});

test('without its password a Kafka queue is refused before anything is made', async () => {
  expect((await girok('status', { GIROK_QUEUES: 'kafka' })).code).toBe(3);
  const refused = await girok('up', { GIROK_QUEUES: 'kafka' });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('GIROK_KAFKA_PASSWORD') });
  expect(await tables()).toEqual([]);
});

test('a wrong setting is named, and a server that does not answer too', async () => {
  expect(await girok('status', { GIROK_TRACES_RETENTION: '3m' })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/GIROK_TRACES_RETENTION: must be a period.* but is "3m"/),
  });
  expect(await girok('status', { GIROK_CLICKHOUSE_URL: 'http://127.0.0.1:1' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ClickHouse does not answer'),
  });
});

test('what fails in the rehearsal is refused before it is run; what fails on the server exits with 1', async () => {
  await scratch.write({ [FIRST]: `${TABLE} ALTER TABLE {{database:Identifier}}.t ADD COLUMN IF NOT EXISTS b Strin` });
  expect(await own('plan')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/first, statement 2, fails .*\n.*Strin/),
  });
  expect(await rehearsed('up')).toMatchObject({ code: 2, stderr: expect.stringMatching(/Strin/) });
  expect(await tables()).toEqual([]);
  const failed = await own('up');
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/statement 2 of 2 .* failed: .*Strin/) });
  expect(failed.stdout).toMatch(/^failed .*first 2\/2/m);
});

test('another runner has the lock: up exits with 5 and says who, and so does status', async () => {
  await scratch.write({ [FIRST]: TABLE });
  await scratch.run(`CREATE DATABASE ${scratch.database}`);
  const store = new TableLockStore(scratch.session.client, scratch.database);
  await store.claim(1, { runner: 'girok 9', host: 'db-2', pid: 7 }, 600_000);
  const who = 'girok 9 on db-2, pid 7 holds the migration lock since';
  expect(await own('up')).toMatchObject({ code: 5, stderr: expect.stringContaining(who) });
  expect(await own('status')).toMatchObject({ code: 3, stdout: expect.stringContaining(who) });
});

test('what deletes rows is counted in the plan, and needs --allow-destructive', async () => {
  await scratch.write({
    [FIRST]: TABLE.replace('ORDER BY a', 'ORDER BY a TTL toDateTime(a) + INTERVAL {{logs_retention:Interval}}'),
  });
  await own('up', { GIROK_LOGS_RETENTION: '7y' });
  await scratch.run(`INSERT INTO ${scratch.database}.t SELECT toUnixTimestamp(now()) - 86400 * 40`);
  const shorter = { GIROK_LOGS_RETENTION: '30d' };
  const plan = await own('plan', shorter);
  expect(plan.stdout).toContain(
    't: 7 YEAR → 30 DAY (2,557 → 30 days), 1 part with 1 row; 1 part with 1 row is older and will be deleted'
  );
  expect(plan.stdout).toContain('--allow-destructive');
  expect((await own('up', shorter)).code).toBe(2);
  expect((await own('up --allow-destructive', shorter)).code).toBe(0);
});

test('a changed file is refused; repair shows what it would write, and writes it with --yes', async () => {
  await scratch.write({ [FIRST]: TABLE });
  await own('up');
  await scratch.write({ [FIRST]: TABLE.replace('UInt64', 'UInt32') });
  expect(await own('up')).toMatchObject({ code: 2, stderr: expect.stringMatching(/was changed after it was applied/) });
  expect(await own('repair')).toMatchObject({ code: 3, stdout: expect.stringMatching(/its file was changed.*--yes/s) });
  expect((await own('up')).code).toBe(2);
  expect(await own('repair --yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('Done.') });
  expect((await own('up')).code).toBe(0);
  expect(await own('repair')).toMatchObject({ code: 0, stdout: 'Nothing to repair.\n' });
});

test('an interrupted statement about which nothing can be found out needs a word', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO {{database:Identifier}}.t SELECT 1` });
  await own('up');
  await scratch.run(
    `ALTER TABLE ${scratch.database}.girok_migrations DELETE WHERE Statement = 2 AND Event = 'done' SETTINGS mutations_sync = 2`
  );
  expect((await own('up')).code).toBe(2);
  expect(await own('repair --yes')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/--force done or --force again/),
  });
  expect((await own('repair --yes --force done')).code).toBe(0);
  expect((await own('up')).code).toBe(0);
  expect(await scratch.rows(`SELECT a FROM ${scratch.database}.t`)).toHaveLength(1);
});

test('baseline takes over a database that has the tables, and says what it lacks', async () => {
  await scratch.write({
    [FIRST]: TABLE,
    '20260102000000_b': 'ALTER TABLE {{database:Identifier}}.t ADD COLUMN b String',
  });
  await scratch.run(`CREATE DATABASE ${scratch.database}`);
  await scratch.run(`CREATE TABLE ${scratch.database}.t (a UInt64) ENGINE = MergeTree ORDER BY a`);
  expect(await own('up')).toMatchObject({ code: 2, stderr: expect.stringContaining('girok migrate baseline') });
  expect(await own('baseline')).toMatchObject({
    code: 4,
    stdout: expect.stringContaining(`column ${scratch.database}.t.b is missing`),
  });
  expect(await own(`baseline --to ${FIRST}`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 statement'),
  });
  expect(await own('up')).toMatchObject({ code: 0, stdout: expect.stringContaining('Done: 1 statement run') });
  expect((await own('baseline')).code).toBe(2);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a run after the statement that runs, gives the lock back, and the next run goes on',
  async (signal) => {
    const insert = (what: string) => `INSERT INTO {{database:Identifier}}.t SELECT ${what};`;
    await scratch.write({ [FIRST]: `${TABLE} ${insert('1 + sleep(2)')} ${insert('2')}` });
    let asked = false;
    const args = ['migrate', 'up', '--json', '--no-rehearsal', '--no-lint', '--migrations', scratch.folder];
    const running = startGirok(args, settings(), (out) => {
      if (!asked && /"started".*"position":2/.test(out)) {
        asked = running.child.kill(signal);
      }
    });
    expect(await running.finished).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/Stopping: what runs is finished.*Stopped before the next statement, as asked/s),
    });
    expect(JSON.parse((await own('status --json')).stdout)).toMatchObject({ lock: { state: 'free' } });
    expect((await own('up')).code).toBe(0);
    expect(await scratch.rows(`SELECT a FROM ${scratch.database}.t ORDER BY a`)).toEqual([{ a: 1 }, { a: 2 }]);
  }
);

test('--help says every exit code', async () => {
  const { stdout } = await girok('--help');
  for (const code of ['0 done', '1 failed', '2 refused', '3 ', '4 ', '5 another runner', '6 up', '130 interrupted']) {
    expect(stdout).toContain(code);
  }
});

test('plan names the rule that a template breaks, and up refuses it unless it is told to go on', async () => {
  await scratch.write({ [FIRST]: `${TABLE} INSERT INTO {{database:Identifier}}.t SELECT 1` });
  const plan = await own('plan --no-rehearsal');
  expect(plan).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/statement 2: INSERT INTO .* \(no-positional-insert\)/),
  });
  expect(JSON.parse((await own('plan --no-rehearsal --json')).stdout)).toMatchObject({
    lint: [{ file: `${FIRST}.sql`, rule: 'no-positional-insert' }],
  });
  const refused = await rehearsed('up --no-rehearsal');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('no-positional-insert') });
  expect(await tables()).toEqual([]);
  expect(await rehearsed('up --no-rehearsal --no-lint')).toMatchObject({ code: 0 });
  expect(await tables()).toEqual(['t']);
});
