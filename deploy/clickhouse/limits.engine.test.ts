import { type ClickHouseClient } from '@clickhouse/client';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';

import { askAs } from './askAsForTest';
import { profileOf, USERS } from './usersForTest';
import { menuSettings, settings } from '../../queries/limits';
import { loadCatalogue } from '../../sidecar/compliance/catalogue/loadCatalogue';
import { describeQuery, executeQuery } from '../../sidecar/compliance/runs/executeQuery';
import { readConfig } from '../../sidecar/config';

const ROOT = path.resolve(__dirname, '../..');

/** They read and may give a query settings. */
const READERS = USERS.filter((user) => profileOf(user).settings.readonly === '2');

/** What a profile bounds: 0 of these is "no limit". */
const limitsOf = (user: string) =>
  Object.keys(profileOf(user).settings).filter((name) => name.startsWith('max_') || name.endsWith('_overflow_mode'));

const isFixed = (user: string, limit: string) => 'readonly' in (profileOf(user).constraints[limit] ?? {});

test('who reads in Grafana and who runs saved queries may only read', () => {
  expect(READERS).toEqual(['reader', 'auditor']);
});

test.each(READERS)('no limit of %s can be taken off', (user) => {
  const { settings: initial, constraints } = profileOf(user);
  const limits = limitsOf(user);
  expect(limits.length).toBeGreaterThan(1);
  const open = limits.filter((limit) => {
    const [min, value, max] = [constraints[limit]?.min, initial[limit], constraints[limit]?.max].map(Number);
    return !isFixed(user, limit) && !(1 <= min && min <= value && value <= max);
  });
  expect(open).toEqual([]);
  const changes = limits.flatMap((limit) =>
    limit.endsWith('_mode') ? [`${limit} = 'break'`] : [`${limit} = 0`, `${limit} = ${10 ** 12}`]
  );
  const answers = askAs(
    user,
    changes.map((change) => `SELECT 1 SETTINGS ${change}`)
  );
  expect(Object.fromEntries(changes.map((change, at) => [change, answers[at]]))).toEqual(
    Object.fromEntries(changes.map((change) => [change, 'SETTING_CONSTRAINT_VIOLATION']))
  );
});

test.each(READERS)('%s stays a reader, is in the query log and takes no message from a queue', (user) => {
  const changes = [
    'readonly = 0',
    'log_queries = 0',
    'log_queries_probability = 0',
    "log_queries_min_type = 'EXCEPTION_WHILE_PROCESSING'",
    'log_queries_min_query_duration_ms = 1000000',
    'log_queries_cut_to_length = 1',
    'stream_like_engine_allow_direct_select = 1',
    'max_execution_time = 0',
  ];
  const statements = changes.map((change) => `SELECT 1 SETTINGS ${change}`);
  const refused = ['READONLY', ...changes.slice(1).map(() => 'SETTING_CONSTRAINT_VIOLATION')];
  // the bounds stay with whoever takes another profile
  expect(askAs(user, [...statements, "SET profile = 'default'", ...statements])).toEqual([...refused, '', ...refused]);
});

test.each(USERS)('the engine knows every setting that the profile of %s names', (user) => {
  const { settings: initial, constraints } = profileOf(user);
  const names = [...new Set([...Object.keys(initial), ...Object.keys(constraints)])];
  const known = askAs('migrator', [
    `SELECT name FROM system.settings WHERE name IN (${names.map((name) => `'${name}'`).join()})`,
  ]);
  expect(known[0].split('\n').sort()).toEqual(names.sort());
});

test('an hour of people and alert rules together has an end, of which the rules take little', () => {
  const rights = ['GRANT SHOW QUOTAS ON *.*', 'GRANT SELECT ON system.*'];
  const question = `SELECT duration, max_queries, max_read_rows, max_execution_time
    FROM system.quota_limits WHERE quota_name = (SELECT quota_name FROM system.quota_usage)`;
  const [seconds, queries, rows, busySeconds] = askAs('reader', [question], { rights })[0].split('\t').map(Number);
  expect(seconds).toBe(3600);
  expect([queries, rows, busySeconds].filter((limit) => !(limit > 0))).toEqual([]);
  const rules = parse(readFileSync(path.join(ROOT, 'provisioning/alerting/girok-rules.yaml'), 'utf8')) as {
    groups: Array<{ interval: string; rules: unknown[] }>;
  };
  const asked = rules.groups.reduce(
    (sum, group) => sum + (group.rules.length * 3600) / parseInt(group.interval, 10),
    0
  );
  expect(asked).toBeGreaterThan(1000);
  // all others have what is left
  expect(queries).toBeGreaterThan(50 * asked);
  // each question at its longest (rows: at its largest), a hundred times
  const { max_execution_time: longest, max_rows_to_read: largest } = profileOf('reader').settings;
  expect(busySeconds).toBeGreaterThan(100 * Number(longest));
  expect(rows).toBeGreaterThan(100 * Number(largest));
});

const CLAUSE = /SETTINGS \w+ = (?:'\w+'|\d+)(?:, \w+ = (?:'\w+'|\d+))*/g;

/** Every SETTINGS clause of the dashboards and alert rules. */
const bundled = ['dashboards', 'provisioning/alerting'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => /\.(json|yaml)$/.test(file))
    .flatMap((file) => readFileSync(path.join(ROOT, folder, file), 'utf8').match(CLAUSE) ?? [])
);

test('what pages, dashboards, alert rules and the data source send is within the limits of the reader', () => {
  expect(bundled.length).toBeGreaterThan(100);
  // the data source: its query timeout, of which the provisioned one has the default, and five seconds more
  const clauses = new Set([...bundled, settings().text, menuSettings().text, 'SETTINGS max_execution_time = 65']);
  const statements = [...clauses].map((clause) => `SELECT 1 ${clause}`);
  expect(askAs('reader', statements)).toEqual(statements.map(() => '1'));
});

test('what a saved query is run with is within the limits of the auditor', async () => {
  const config = readConfig({ GIROK_KAFKA_PASSWORD: 'x' });
  const sent: Array<Record<string, string | number>> = [];
  const keep = ({ clickhouse_settings }: { clickhouse_settings: Record<string, string | number> }) => {
    sent.push(clickhouse_settings);
    return Promise.resolve({ stream: Readable.from([]), json: () => Promise.resolve([]) });
  };
  const client = { exec: keep, query: keep } as unknown as ClickHouseClient;
  await executeQuery(client, {
    sql: 'SELECT 1',
    parameters: {},
    maxRows: Math.max(...[...loadCatalogue().queries.values()].map(({ limits }) => limits.rows)),
    limits: { seconds: config.complianceRunS, memoryBytes: config.complianceRunMb * 2 ** 20 },
    comment: {},
    queryId: 'x',
    signal: new AbortController().signal,
  });
  await describeQuery(client, 'SELECT 1', {});
  expect(sent).toHaveLength(2);
  const statements = sent.map(({ wait_end_of_query: _ofHttp, ...own }) => {
    const changes = Object.entries(own).map(
      ([name, value]) => `${name} = ${/^\d+$/.test(String(value)) ? value : `'${value}'`}`
    );
    return `SELECT 1 SETTINGS ${changes.join(', ')}`;
  });
  expect(askAs('auditor', statements)).toEqual(['1', '1']);
});
