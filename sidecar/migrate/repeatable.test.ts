import { isRepeatable, leavesMutation } from './repeatable';

test.each([
  'CREATE TABLE IF NOT EXISTS t (a Int8) ENGINE = Null',
  'CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT 1',
  'CREATE OR REPLACE VIEW v AS SELECT 1',
  'DROP VIEW IF EXISTS v SYNC',
  'ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8, DROP COLUMN IF EXISTS b',
  'ALTER TABLE t MODIFY COLUMN a UInt64',
  'ALTER TABLE t MODIFY SETTING a = 1, b = 2',
  'ALTER TABLE t DELETE WHERE a = 1',
  'ALTER NAMED COLLECTION c SET a = 1',
])('may run twice: %s', (statement) => expect(isRepeatable(statement)).toBe(true));

test.each([
  ['it fails the second time', 'CREATE TABLE t (a Int8) ENGINE = Null'],
  ['it fails the second time', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8, ADD COLUMN b Int8'],
  ['it fails the second time', 'RENAME TABLE a TO b'],
  ['rows come twice', 'INSERT INTO t SELECT 1'],
  ['it counts twice', 'ALTER TABLE t UPDATE a = a + 1 WHERE 1'],
  ['it may have made the table and not filled it', 'CREATE TABLE IF NOT EXISTS t ENGINE = Memory AS SELECT 1'],
  ['it swaps back', 'EXCHANGE TABLES a AND b'],
  ['rows that came meanwhile go too', 'TRUNCATE TABLE t'],
])('must not run twice, because %s: %s', (_, statement) => expect(isRepeatable(statement)).toBe(false));

test.each([
  ['ALTER TABLE t UPDATE a = a + 1 WHERE 1', true],
  ['ALTER TABLE t ADD COLUMN IF NOT EXISTS b Int8, UPDATE a = a + 1 WHERE 1', true],
  ['ALTER TABLE t ADD COLUMN b Int8, UPDATE a = a + 1 WHERE 1', false],
  ['ALTER TABLE t ADD COLUMN IF NOT EXISTS b Int8', false],
  ['UPDATE t SET a = a + 1 WHERE 1', false],
])('a mutation tells what became of %s: %s', (statement, tells) => expect(leavesMutation(statement)).toBe(tells));
