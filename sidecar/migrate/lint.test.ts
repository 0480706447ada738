import path from 'node:path';

import { migrationVariables, readConfig } from '../config';
import { type MigrationSources, readSources } from './files';
import { lintMigrations } from './lint';

const MIGRATIONS = path.join(__dirname, '../../migrations');

const D = '{{database:Identifier}}';
const versioned = (template: string): MigrationSources => ({
  migrations: [{ id: '20260101000000_m', template, hash: '', pauses: [] }],
  units: [],
});
const unit = (template: string): MigrationSources => ({
  migrations: [],
  units: [{ queue: 'audit_q_queue', template }],
});

const lint = (sources: MigrationSources, variables = {}) =>
  lintMigrations(sources, [variables]).map(({ rule, text }) => `${rule}: ${text}`);

test('what migrations are made of passes', () => {
  const template = `
    -- it's a comment; with a quote
    CREATE DATABASE IF NOT EXISTS ${D};
    CREATE TABLE IF NOT EXISTS ${D}.t (a String DEFAULT 'x;y', INDEX i a TYPE minmax) ENGINE = MergeTree ORDER BY a
    TTL t + INTERVAL 1 DAY TO VOLUME 'cold';
    CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v TO ${D}.t AS
      WITH x AS (SELECT 1 AS a) SELECT a FROM (SELECT b FROM x JOIN ${D}.t USING a) ARRAY JOIN b AS c;
    ALTER TABLE ${D}.t ADD COLUMN IF NOT EXISTS b String, MODIFY COLUMN IF EXISTS a String;
    ALTER TABLE ${D}.t DROP INDEX IF EXISTS i;
    ALTER TABLE ${D}.v MODIFY QUERY SELECT a FROM ${D}.t;
    INSERT INTO ${D}.t (a) SELECT toString(number) FROM numbers(10);
    INSERT INTO ${D}.t (a) SELECT name FROM system.one;
    DROP TABLE IF EXISTS ${D}.gone SYNC;
    DROP VIEW IF EXISTS ${D}.gone_mv SYNC;
    CREATE NAMED COLLECTION IF NOT EXISTS {{kafka_collection:Identifier}} AS kafka_sasl_password = {{kafka_password:Secret}};
  `;
  expect(lint(versioned(template), { kafka_collection: 'c' })).toEqual([]);
});

test.each([
  [
    'a table without IF NOT EXISTS',
    `CREATE TABLE ${D}.t (a Int8) ENGINE = Null`,
    /^repeatable: statement 1: "CREATE TABLE girok_lint\.t \( …"/,
  ],
  ['a view without it', `CREATE MATERIALIZED VIEW ${D}.v TO ${D}.t AS SELECT 1 FROM ${D}.t`, /^repeatable/],
  ['a collection without it', "CREATE NAMED COLLECTION c AS a = 'b'", /^repeatable/],
  ['a drop without IF EXISTS', `DROP TABLE ${D}.t`, /^repeatable/],
  [
    'a column without it',
    `ALTER TABLE ${D}.t ADD COLUMN IF NOT EXISTS a Int8, ADD COLUMN b Int8`,
    /^repeatable: .*ALTER TABLE/,
  ],
  ['an index without it', `ALTER TABLE ${D}.t ADD INDEX i a TYPE minmax`, /^repeatable/],
  ['a dropped column without it', `ALTER TABLE ${D}.t DROP COLUMN a`, /^repeatable/],
  [
    'IF NOT EXISTS in a comment is none',
    `CREATE TABLE /* IF NOT EXISTS */ ${D}.t (a Int8) ENGINE = Null`,
    /^repeatable/,
  ],
  ['a renamed column', `ALTER TABLE ${D}.t RENAME COLUMN IF EXISTS a TO b`, /^no-rename: statement 1: RENAME COLUMN/],
  ['a renamed table', `RENAME TABLE ${D}.t TO ${D}.u`, /^repeatable|^no-rename/],
  ['an INSERT by position', `INSERT INTO ${D}.t SELECT 1`, /^no-positional-insert/],
  ['an INSERT of values by position', `INSERT INTO ${D}.t VALUES (1)`, /^no-positional-insert/],
  ['a detached view', `DETACH TABLE ${D}.v_mv`, /^no-detach/],
  [
    'a view dropped and made again',
    `DROP VIEW IF EXISTS ${D}.v; CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v TO ${D}.t AS SELECT 1 FROM ${D}.s`,
    /^no-detach: statement 1/,
  ],
  [
    'a database that is written down',
    'CREATE TABLE IF NOT EXISTS otel.t (a Int8) ENGINE = Null',
    /^database-variable: .*TABLE otel\.t/,
  ],
  ['a table without a database', `ALTER TABLE t DROP INDEX IF EXISTS i`, /^database-variable/],
  [
    'a source without a database',
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v TO ${D}.t AS SELECT 1 FROM (SELECT 1 FROM q)`,
    /^database-variable: .*FROM q/,
  ],
  ['a target without a database', `CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v TO t AS SELECT 1 FROM ${D}.q`, /TO t/],
  ['CREATE OR REPLACE', `CREATE OR REPLACE TABLE ${D}.t (a Int8) ENGINE = Null`, /^no-replace/],
  [
    'POPULATE',
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v ENGINE = Memory POPULATE AS SELECT 1 AS a FROM ${D}.t`,
    /^no-populate/,
  ],
  ['a queue in a versioned file', `CREATE TABLE IF NOT EXISTS ${D}.q (m String) ENGINE=Kafka(c)`, /^queues-in-units/],
  ['a secret of another type', 'SELECT {{kafka_password:String}}', /^secrets: .*must be \{\{kafka_password:Secret\}\}/],
  [
    'a secret that is written down',
    `CREATE NAMED COLLECTION IF NOT EXISTS c AS kafka_sasl_password = 'hunter2'`,
    /^secrets: the value of kafka_sasl_password is/,
  ],
  ['the same with a quoted name', `CREATE NAMED COLLECTION IF NOT EXISTS c AS "api.token"='x'`, /^secrets/],
  ['a quote that is never closed', "SELECT 1;\nSELECT 'a; SELECT 2", /^splittable: This string is not closed: 'a/],
  ['a comment that is never closed', 'SELECT 1 /* a', /^splittable: This comment is not closed/],
  [
    'a parenthesis that is never closed',
    'SELECT (1; SELECT 2',
    /^splittable: A parenthesis is never closed: SELECT \(1/,
  ],
  ['a parenthesis too many', 'SELECT 1)', /^splittable/],
  ['a variable of an unknown type', 'SELECT {{a:Text}}', /^renders: .*not part of the template language/],
])('refused: %s', (_, template, finding) => {
  const findings = lint(versioned(template), { a: 'b', kafka_password: 'p' });
  expect(findings).toContainEqual(expect.stringMatching(finding));
});

test('a unit may make its views again, after its queue is gone', () => {
  const view = `DROP VIEW IF EXISTS ${D}.v; CREATE MATERIALIZED VIEW IF NOT EXISTS ${D}.v TO ${D}.t AS SELECT 1 FROM ${D}.audit_q_queue;`;
  const queue = `CREATE TABLE IF NOT EXISTS ${D}.audit_q_queue (m String) ENGINE = Kafka(c);`;
  expect(lint(unit(`DROP TABLE IF EXISTS ${D}.audit_q_queue SYNC; ${view} ${queue}`))).toEqual([]);
  expect(lint(unit(view + queue))).toEqual([expect.stringMatching(/^no-detach/)]);
});

test('each side of a condition is seen, and a finding on both sides is said once', () => {
  const template = `-- @if queues = kafka\nDROP TABLE ${D}.a;\n-- @end\n-- @if queues = null\nDROP TABLE ${D}.b;\n-- @end\nDROP DATABASE ${D};`;
  const findings = lintMigrations(versioned(template), [{ queues: 'kafka' }, { queues: 'null' }]);
  expect(findings.map(({ text }) => text)).toEqual([
    'statement 1: "DROP TABLE girok_lint.a …" fails when it is run again',
    'statement 2: "DROP DATABASE girok_lint …" fails when it is run again',
    'statement 1: "DROP TABLE girok_lint.b …" fails when it is run again',
  ]);
});

test('a finding never shows a secret', () => {
  const findings = lint(
    versioned("SELECT '{{kafka_password:Secret}}' {{x:Nope}}; DROP TABLE kafka_password = 'hunter2'"),
    {
      kafka_password: 'hunter3',
    }
  );
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.join()).not.toMatch(/hunter/);
});

test('the migrations of this version keep every rule, in each way in which they can be configured', async () => {
  const environments = [
    { GIROK_QUEUES: 'kafka', GIROK_KAFKA_FORMAT: 'otlp_json' },
    { GIROK_QUEUES: 'kafka', GIROK_KAFKA_FORMAT: 'otlp_proto' },
    { GIROK_QUEUES: 'null' },
    { GIROK_CLUSTER: 'telemetry' },
  ];
  const variables = environments.map((environment) => migrationVariables(readConfig(environment)));
  const findings = lintMigrations(await readSources(MIGRATIONS), variables);
  expect(findings.map(({ file, rule, text }) => `${file}: ${rule}: ${text}`)).toEqual([]);
});
