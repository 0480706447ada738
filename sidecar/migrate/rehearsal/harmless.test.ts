import { harmlessEnvironment, onOneServer, rehearsalVariables, whyNotHarmless, withoutRehearsal } from './harmless';
import { migrationVariables, readConfig } from '../../config';

test('neither the brokers nor the credentials nor the groups of the configuration are in the variables of a rehearsal', () => {
  const real = migrationVariables(
    readConfig({
      GIROK_KAFKA_BROKERS: 'redpanda-7:9093',
      GIROK_KAFKA_USERNAME: 'alice',
      GIROK_KAFKA_PASSWORD: 'hunter2',
      GIROK_CLICKHOUSE_PASSWORD: 'hunter3',
      GIROK_KAFKA_TOPIC: 'otel-x',
    })
  );
  const rehearsal = rehearsalVariables(real);
  expect(JSON.stringify(rehearsal)).not.toMatch(/redpanda-7|alice|hunter/);
  expect(Object.entries(rehearsal).filter(([name, value]) => /group/.test(name) && real[name] === value)).toEqual([]);
  expect(rehearsal).toMatchObject({ kafka_topic: 'otel-x', database: 'otel', logs_retention: '7 YEAR' });
});

test('a rehearsal needs no password', () => {
  expect(rehearsalVariables(migrationVariables(readConfig({}))).kafka_password).toBeDefined();
});

test('the group of a rehearsed queue is shown as the real one', () => {
  const { kafka_logs_group: group } = rehearsalVariables({ kafka_logs_group: 'girok-logs' });
  expect(withoutRehearsal(`'${group}'`)).toBe("'girok-logs'");
  expect(withoutRehearsal("'RawBLOB'")).toBe("'RawBLOB'");
});

test.each<[string, string, RegExp | undefined]>([
  ['the dummy broker', "CREATE NAMED COLLECTION c AS kafka_broker_list = '127.0.0.1:1'", undefined],
  ['a queue on a collection', 'CREATE TABLE q (m String) ENGINE = Kafka(girok_kafka) SETTINGS a = 1', undefined],
  ['a table', 'CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY a', undefined],
  [
    'a real broker in a collection',
    "CREATE NAMED COLLECTION c AS kafka_broker_list = 'redpanda:9093'",
    /redpanda:9093/,
  ],
  ['a real broker in a queue', "CREATE TABLE q (m String) ENGINE = Kafka SETTINGS kafka_broker_list='b:1'", /b:1/],
  ['a real broker behind the dummy', "… kafka_broker_list = '127.0.0.1:1', kafka_broker_list = 'b:1'", /b:1/],
  ['in the spelling of librdkafka', `CREATE NAMED COLLECTION c AS "bootstrap.servers" = 'b:1'`, /b:1/],
  [
    'a queue with the broker as an argument',
    "CREATE TABLE q (m String) ENGINE = Kafka('b:1', 't', 'g', 'JSON')",
    /Kafka/,
  ],
  ['another engine that connects', "CREATE TABLE q (m String) ENGINE = NATS SETTINGS nats_url = 'x'", /NATS/],
])('whether a statement may be rehearsed: %s', (_, statement, why) => {
  if (why) {
    expect(whyNotHarmless(statement)).toMatch(why);
  } else {
    expect(whyNotHarmless(statement)).toBeUndefined();
  }
});

test('the scratch engine is not told what it must not know', () => {
  const environment = {
    PATH: '/bin',
    HOME: '/h',
    GIROK_KAFKA_PASSWORD: 'a',
    DB_PASSWORD: 'b',
    GITHUB_TOKEN: 'c',
    GIROK_KAFKA_BROKERS: 'd',
  };
  expect(harmlessEnvironment(environment)).toEqual({ PATH: '/bin', HOME: '/h', TZ: 'UTC', NODE_OPTIONS: '' });
});

test('the statements of a cluster run on one server without Keeper', () => {
  expect(onOneServer("CREATE DATABASE IF NOT EXISTS otel ON CLUSTER 'c'")).toBe('CREATE DATABASE IF NOT EXISTS otel');
  expect(onOneServer('DROP TABLE t  ON CLUSTER `c` SYNC')).toBe('DROP TABLE t SYNC');
  expect(onOneServer('CREATE TABLE t (a Int8) ENGINE = ReplicatedSummingMergeTree(b) ORDER BY a')).toBe(
    'CREATE TABLE t (a Int8) ENGINE = SummingMergeTree(b) ORDER BY a'
  );
  expect(
    onOneServer("CREATE TABLE t (a Int8) ENGINE = ReplicatedReplacingMergeTree('/p/{table}', '{replica}', v)")
  ).toBe('CREATE TABLE t (a Int8) ENGINE = ReplacingMergeTree(v)');
  expect(onOneServer("CREATE TABLE t (a Int8) ENGINE = ReplicatedMergeTree('/p/{table}', '{replica}')")).toBe(
    'CREATE TABLE t (a Int8) ENGINE = MergeTree()'
  );
  expect(onOneServer("SELECT 'ENGINE = Replicated'")).toBe("SELECT 'ENGINE = Replicated'");
});
