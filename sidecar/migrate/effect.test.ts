import { alterCommands } from './alterCommands';
import { type Effect, effectOf, worst } from './effect';

test.each<[Effect, string]>([
  ['metadata', "CREATE TABLE IF NOT EXISTS t (a String DEFAULT 'AS SELECT', b Int8) ENGINE = MergeTree ORDER BY a"],
  ['metadata', 'CREATE MATERIALIZED VIEW v TO t AS SELECT 1'],
  ['metadata', 'CREATE OR REPLACE VIEW v AS SELECT 1'],
  ['metadata', 'CREATE DATABASE d'],
  ['metadata', 'ALTER NAMED COLLECTION c SET a = 1'],
  ['metadata', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a Map(String, String), ADD INDEX i a TYPE minmax'],
  ['metadata', "ALTER TABLE t MODIFY SETTING a = 1, b = 'DELETE'"],
  ['metadata', 'ALTER TABLE t MODIFY COLUMN a CODEC(ZSTD(1))'],
  ['metadata', "ALTER TABLE t COMMENT COLUMN a 'DROP COLUMN b'"],
  ['metadata', 'ALTER TABLE v MODIFY QUERY SELECT a, b FROM t'],
  ['metadata', 'DROP FUNCTION f'],
  ['metadata', 'EXCHANGE TABLES a AND b'],
  ['mutation', 'ALTER TABLE t UPDATE a = 1, b = 2 WHERE c'],
  ['mutation', 'UPDATE t SET a = 1 WHERE b'],
  ['mutation', 'ALTER TABLE t MATERIALIZE INDEX i'],
  ['mutation', 'ALTER TABLE t ADD INDEX i a TYPE minmax, MATERIALIZE INDEX i'],
  ['mutation', 'ALTER TABLE t DROP INDEX i'],
  ['mutation', 'ALTER TABLE t RENAME COLUMN a TO b'],
  ['rewrite', 'ALTER TABLE t MODIFY COLUMN IF EXISTS a UInt64'],
  ['rewrite', 'ALTER TABLE t ALTER COLUMN a TYPE UInt64'],
  ['rewrite', 'INSERT INTO t SELECT 1'],
  ['rewrite', 'OPTIMIZE TABLE t FINAL'],
  ['rewrite', 'CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a'],
  ['rewrite', 'CREATE MATERIALIZED VIEW v ENGINE = Memory POPULATE AS SELECT 1'],
  ['destructive', 'DROP TABLE IF EXISTS t SYNC'],
  ['destructive', 'DROP VIEW v'],
  ['destructive', 'DETACH TABLE t'],
  ['destructive', 'TRUNCATE TABLE t'],
  ['destructive', 'DELETE FROM t WHERE 1'],
  ['destructive', 'CREATE OR REPLACE TABLE t (a Int8) ENGINE = Null'],
  ['destructive', 'ALTER TABLE t ON CLUSTER c DROP COLUMN a'],
  ['destructive', 'ALTER TABLE t ADD COLUMN a Int8, DROP COLUMN b'],
  ['destructive', 'ALTER TABLE t /* ADD COLUMN */ DROP /* */ PARTITION 202601'],
  ['destructive', 'ALTER TABLE t (ADD COLUMN a Int8), (DELETE WHERE 1)'],
  ['destructive', 'ALTER TABLE t CLEAR COLUMN a IN PARTITION 202601'],
  ['destructive', 'ALTER TABLE t REPLACE PARTITION 202601 FROM u'],
  ['destructive', 'ALTER TABLE t MODIFY TTL a + INTERVAL 1 DAY'],
  ['destructive', 'ALTER TABLE t MODIFY COLUMN a TTL b + INTERVAL 1 DAY'],
  ['destructive', 'SOMETHING nobody knows'],
])('%s: %s', (effect, statement) => expect(effectOf(statement)).toBe(effect));

test('the worst of several effects is that of the whole', () => {
  expect(worst([])).toBe('metadata');
  expect(worst(['rewrite', 'destructive', 'metadata'])).toBe('destructive');
});

test('an ALTER is taken apart at the commas between its commands', () => {
  expect(
    alterCommands("ALTER TABLE d.t ADD COLUMN a Tuple(x Int8, y Int8) DEFAULT f(',', 1), UPDATE b = 1, c = 2 WHERE d")
  ).toEqual(["ADD COLUMN a Tuple(x Int8, y Int8) DEFAULT f(',', 1)", 'UPDATE b = 1, c = 2 WHERE d']);
  expect(alterCommands('SELECT 1')).toBeUndefined();
});
