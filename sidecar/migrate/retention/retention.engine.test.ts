import { testUrl } from '../../../embedded/clickhouse/testClient';
import { up, type UpOptions } from '../apply/up';
import { MigrationRefused } from '../plan';
import { scratchMigrations, type ScratchMigrations } from '../scratchMigrations';
import { affectedParts, partsLeftBehind } from './parts';

const TABLE = `CREATE TABLE IF NOT EXISTS {{database:Identifier}}.t (at DateTime64(9, 'UTC'), a String)
ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY a
TTL toDateTime(at) + INTERVAL {{logs_retention:Interval}} SETTINGS ttl_only_drop_parts = 1`;

let scratch: ScratchMigrations;
beforeEach(async () => {
  scratch = await scratchMigrations(testUrl(), { '20260101000000_t': TABLE }, { logsRetention: '1 YEAR' });
  await up(scratch.session);
  // one part a month for five months; of the last, all rows are younger than 60 days
  await scratch.run(
    `INSERT INTO ${scratch.database}.t SELECT toStartOfMonth(now('UTC')) - toIntervalMonth(number % 5), toString(number) FROM numbers(100)`
  );
});
afterEach(() => scratch.close());

const planned = async (logsRetention: string) => (await scratch.as({ logsRetention }).plan()).retention[0];
const change = (logsRetention: string, options: UpOptions = {}) => up(scratch.as({ logsRetention }), options);

/** Days from the newest row of each part until the part expires, as the part itself says. */
async function daysUntilExpiry(): Promise<number[]> {
  const rows = await scratch.rows<{ days: string }>(`
    SELECT DISTINCT dateDiff('day', max_time, delete_ttl_info_max) AS days FROM system.parts
    WHERE database = '${scratch.database}' AND table = 't' AND active ORDER BY days`);
  return rows.map(({ days }) => Number(days));
}

test('when it is lengthened, stored parts follow, no row is lost, and the setting for it is gone', async () => {
  const before = await daysUntilExpiry();
  expect(before.every((days) => days === 365 || days === 366)).toBe(true);
  expect(await planned('800d')).toMatchObject({
    before: { count: 1, unit: 'YEAR' },
    after: { count: 800, unit: 'DAY' },
    deletes: false,
  });

  expect(await change('800d')).toMatchObject({ statements: 3, effects: ['metadata', 'mutation'] });
  expect(await daysUntilExpiry()).toEqual([800]);
  expect(await scratch.rows(`SELECT count() AS n FROM ${scratch.database}.t`)).toEqual([{ n: 100 }]);
  const [{ create }] = await scratch.rows<{ create: string }>(
    `SELECT create_table_query AS create FROM system.tables WHERE database = '${scratch.database}' AND name = 't'`
  );
  expect(create).toContain('TTL toDateTime(at) + toIntervalDay(800) SETTINGS');
  expect(create).not.toContain('recalculate_only');
  expect((await scratch.as({ logsRetention: '800d' }).plan()).pending).toEqual([]);
});

test('when it is shortened, a plan counts what will be deleted, and it needs a yes', async () => {
  const plan = await planned('60d');
  const affected = await affectedParts(scratch.session.client, scratch.database, plan);
  // months that begin more than 60 days ago; each has 20 rows
  const [{ old }] = await scratch.rows<{ old: string }>(
    "SELECT countIf(toStartOfMonth(now('UTC')) - toIntervalMonth(number) + toIntervalDay(60) < now()) AS old FROM numbers(5)"
  );
  const gone = Number(old);
  expect(gone).toBeGreaterThan(1);
  expect(affected).toMatchObject({ parts: 5, rows: 100, expiredParts: gone, expiredRows: 20 * gone });

  await expect(change('60d')).rejects.toThrow(MigrationRefused);
  expect((await daysUntilExpiry()).every((days) => days > 300)).toBe(true);
  await change('60d', { allowDestructive: true });
  expect(await partsLeftBehind(scratch.session.client, scratch.database, plan)).toEqual([]);
});

test('parts that keep their old expiry are found', async () => {
  const plan = await planned('800d');
  await scratch.run(
    `ALTER TABLE ${scratch.database}.t MODIFY TTL toDateTime(at) + INTERVAL 800 DAY SETTINGS materialize_ttl_after_modify = 0`
  );
  expect(await partsLeftBehind(scratch.session.client, scratch.database, plan)).toHaveLength(5);
});

test('a change that was cut off after the new TTL stood and before the parts followed is finished by the next run', async () => {
  await scratch.run(
    `ALTER TABLE ${scratch.database}.t MODIFY TTL toDateTime(at) + INTERVAL 800 DAY SETTINGS materialize_ttl_after_modify = 0`
  );
  await scratch.run(`ALTER TABLE ${scratch.database}.t MODIFY SETTING materialize_ttl_recalculate_only = 1`);
  await change('800d');
  expect(await daysUntilExpiry()).toEqual([800]);
});
