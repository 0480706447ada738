import { readFileSync } from 'node:fs';
import path from 'node:path';

import { askConfigured } from './askConfiguredForTest';
import { childNames, elementAt, readXml } from './readXmlForTest';

const FOLDER = path.join(__dirname, '..');
const xmlOf = (file: string) => readXml(path.join(FOLDER, file));
const textOf = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

const SERVER = 'clickhouse/config.d/girok.xml';
const [CLUSTER, KEEPER, INGEST] = ['cluster', 'keeper', 'ingest'].map((name) => `cluster/${name}.xml`);

/** Sections of ClickHouse's configuration that are no single setting, and so not in `system.server_settings`. */
const SECTIONS = ['listen_host', 'logger', 'remote_servers', 'zookeeper', 'macros', 'distributed_ddl', 'keeper_server'];
/** Tables of `system` that the server writes; each may have a `ttl`. */
const LOGS = [
  'query_log',
  'query_views_log',
  'part_log',
  'text_log',
  'trace_log',
  'asynchronous_metric_log',
  'metric_log',
  'latency_log',
  'error_log',
  'query_metric_log',
  'background_schedule_pool_log',
];
/** Settings that ClickHouse reads and does not list. */
const UNLISTED = ['keeper_map_path_prefix'];

test.each([SERVER, CLUSTER, KEEPER])('%s: ClickHouse knows what it sets', (file) => {
  const [known] = askConfigured({ 'config.xml': '<clickhouse/>' }, ['SELECT name FROM system.server_settings']);
  const settings = known.split('\n');
  expect(settings.length).toBeGreaterThan(100);
  const names = childNames(xmlOf(file));
  expect(names.filter((name) => ![...settings, ...SECTIONS, ...LOGS, ...UNLISTED].includes(name))).toEqual([]);
  expect(UNLISTED.filter((name) => settings.includes(name))).toEqual([]);
});

test('an engine that has config.d/girok.xml has its settings, and understands how long logs are kept', () => {
  const settings = ['background_message_broker_schedule_pool_size', 'display_secrets_in_show_and_select'];
  const logs = xmlOf(SERVER).children.filter(({ name, children }) => LOGS.includes(name) && children.length > 0);
  expect(logs.length).toBeGreaterThan(3);
  expect(logs.map(childNames)).toEqual(logs.map(() => ['ttl']));
  const answers = askConfigured({ 'config.xml': textOf(SERVER) }, [
    ...settings.map((name) => `SELECT changed FROM system.server_settings WHERE name = '${name}'`),
    ...logs.map((log) => `SELECT (${elementAt(log, 'ttl').text}) > event_date FROM (SELECT today() AS event_date)`),
  ]);
  expect(answers).toEqual([...settings, ...logs].map(() => '1'));
});

const HOSTS = ['clickhouse-1', 'clickhouse-2', 'clickhouse-3'];

test('an engine that has cluster.xml knows three shards of the cluster that the page names, and who it is itself', () => {
  const [cluster] = childNames(elementAt(xmlOf(CLUSTER), 'remote_servers'));
  expect(textOf('cluster/README.md')).toContain(`GIROK_CLUSTER=${cluster} `);
  const answers = askConfigured(
    { 'config.xml': textOf(CLUSTER) },
    [
      `SELECT shard_num, replica_num, host_name, port FROM system.clusters WHERE cluster = '${cluster}' ORDER BY shard_num`,
      "SELECT getMacro('shard'), getMacro('replica')",
    ],
    { env: { CLUSTER_SECRET: 'x', SHARD: '02', REPLICA: 'a' } }
  );
  expect(answers).toEqual([HOSTS.map((host, at) => [at + 1, 1, host, 9000].join('\t')).join('\n'), '02\ta']);
});

test('Keeper is asked where it listens, on every server of the cluster, and each has a number of its own', () => {
  const keeper = elementAt(xmlOf(KEEPER), 'keeper_server');
  const nodes = elementAt(xmlOf(CLUSTER), 'zookeeper').children;
  const port = elementAt(keeper, 'tcp_port').text;
  expect(nodes.map((node) => `${elementAt(node, 'host').text}:${elementAt(node, 'port').text}`)).toEqual(
    HOSTS.map((host) => `${host}:${port}`)
  );
  const members = elementAt(keeper, 'raft_configuration').children;
  expect(members.map((member) => childNames(member))).toEqual(HOSTS.map(() => ['id', 'hostname', 'port']));
  expect(members.map((member) => elementAt(member, 'hostname').text)).toEqual(HOSTS);
  expect(members.map((member) => elementAt(member, 'id').text)).toEqual(['1', '2', '3']);
  expect(new Set([port, ...members.map((member) => elementAt(member, 'port').text)]).size).toBe(2);
  expect(elementAt(keeper, 'server_id').attributes).toEqual({ from_env: 'KEEPER_ID' });
});

test('an engine that has ingest.xml inserts as it says', () => {
  const settings = elementAt(xmlOf(INGEST), 'profiles', 'default').children;
  expect(settings.map(({ name }) => name)).toEqual(['distributed_foreground_insert', 'insert_quorum']);
  const users = '<users><default><password/><profile>default</profile><quota>default</quota></default></users>';
  const answers = askConfigured(
    {
      'config.xml': '<clickhouse><users_config>users.xml</users_config></clickhouse>',
      'users.xml': textOf(INGEST).replace('</clickhouse>', `<quotas><default/></quotas>${users}</clickhouse>`),
    },
    settings.map(({ name }) => `SELECT value FROM system.settings WHERE name = '${name}'`)
  );
  expect(answers).toEqual(settings.map(({ text }) => text));
});
