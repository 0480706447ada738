import { diffSchemas } from './diff';
import { type DatabaseSchema, type ObjectSchema, type QueueSchema, type TableSchema, type ViewSchema } from './schema';

const column = (type: string, more = {}) => ({ type, defaultKind: '', defaultExpression: '', codec: '', ...more });

const TABLE: TableSchema = {
  kind: 'table',
  engine: 'MergeTree',
  partitionKey: 'toYYYYMM(Timestamp)',
  primaryKey: 'ServiceName',
  sortingKey: 'ServiceName, Timestamp',
  ttl: 'toDateTime(Timestamp) + toIntervalDay(90)',
  settings: { ttl_only_drop_parts: '1' },
  comment: 'spans',
  columns: { Timestamp: column('DateTime64(9)'), Duration: column('UInt64', { codec: 'CODEC(T64)' }) },
  indexes: {
    idx_duration: { type: 'minmax', expression: 'Duration', granularity: 1 },
    idx_body: { type: "text(tokenizer = 'array')", expression: 'Body', granularity: 1 },
  },
  projections: { p: 'SELECT count()' },
};
const VIEW: ViewSchema = {
  kind: 'view',
  target: 'otel.traces',
  schedule: '',
  query: `SELECT ${'a, '.repeat(40)}b FROM otel.queue`,
};
const QUEUE: QueueSchema = {
  kind: 'queue',
  collection: 'girok_kafka',
  settings: { kafka_group_name: "'girok-logs'" },
  columns: { message: column('String') },
};

const schema = (objects: Record<string, ObjectSchema>, collections = {}): DatabaseSchema => ({
  database: 'otel',
  exists: true,
  objects,
  collections,
});

/** Differences of a table `t` that was changed so. */
const tableDiff = (change: Partial<TableSchema>) =>
  diffSchemas(schema({ t: TABLE }), schema({ t: { ...TABLE, ...change } })).map(
    ({ object, severity, text }) => `${severity}: ${object}: ${text}`
  );

test('equal schemas differ in nothing, whatever the order of columns', () => {
  const columns = Object.fromEntries(Object.entries(TABLE.columns).reverse());
  const all = { t: TABLE, v: VIEW, q: QUEUE };
  expect(diffSchemas(schema(all, { c: ['a'] }), schema({ ...all, t: { ...TABLE, columns } }, { c: ['a'] }))).toEqual(
    []
  );
});

test.each<[string, Partial<TableSchema>, string[]]>([
  [
    'type of a column',
    { columns: { ...TABLE.columns, Duration: column('UInt32', { codec: 'CODEC(T64)' }) } },
    ['difference: otel.t: column Duration has type UInt32, should be UInt64'],
  ],
  [
    'codec and default of a column',
    { columns: { ...TABLE.columns, Duration: column('UInt64', { defaultKind: 'ALIAS', defaultExpression: 'a + 1' }) } },
    [
      'difference: otel.t: column Duration has the expression ALIAS a + 1, should be none',
      'difference: otel.t: column Duration has the codec none, should be CODEC(T64)',
    ],
  ],
  [
    'a column that is missing and one too many: only the first is wrong',
    { columns: { Timestamp: TABLE.columns.Timestamp, Mine: column('String') } },
    ['difference: otel.t: column Duration is missing', "note: otel.t: column Mine is not one of girok's"],
  ],
  [
    'a lost index',
    { indexes: { idx_duration: TABLE.indexes.idx_duration } },
    ['difference: otel.t: index idx_body is missing'],
  ],
  [
    'a changed index; the granularity of a text index says nothing',
    {
      indexes: {
        idx_duration: { type: 'set(10)', expression: 'Timestamp', granularity: 4 },
        idx_body: { ...TABLE.indexes.idx_body, granularity: 100_000_000 },
      },
    },
    [
      'difference: otel.t: index idx_duration has type set(10), should be minmax',
      'difference: otel.t: index idx_duration is on Timestamp, should be Duration',
      'difference: otel.t: index idx_duration has granularity 4, should be 1',
    ],
  ],
  ['no TTL', { ttl: '' }, ['difference: otel.t: TTL is none, should be toDateTime(Timestamp) + toIntervalDay(90)']],
  [
    'keys and engine',
    { engine: 'ReplacingMergeTree', partitionKey: '', primaryKey: 'Timestamp', sortingKey: 'Timestamp' },
    [
      'difference: otel.t: engine is ReplacingMergeTree, should be MergeTree',
      'difference: otel.t: partition key is none, should be toYYYYMM(Timestamp)',
      'difference: otel.t: primary key is Timestamp, should be ServiceName',
      'difference: otel.t: sorting key is Timestamp, should be ServiceName, Timestamp',
    ],
  ],
  [
    'settings: what is ours must be so, what others add is a note, what the server writes is nothing',
    { settings: { index_granularity: '8192', storage_policy: "'hot'", merge_with_ttl_timeout: '60' } },
    [
      'difference: otel.t: setting ttl_only_drop_parts is none, should be 1',
      "note: otel.t: setting merge_with_ttl_timeout = 60 is not one of girok's",
    ],
  ],
  ['projections', { projections: {} }, ['difference: otel.t: projection p is missing']],
  ['the comment', { comment: '' }, ['difference: otel.t: comment is none, should be spans']],
])('table: %s', (_, change, expected) => expect(tableDiff(change)).toEqual(expected));

test('a comment that somebody wrote where we have none is theirs', () => {
  expect(
    diffSchemas(schema({ t: { ...TABLE, comment: '' } }), schema({ t: { ...TABLE, comment: 'ask Kim' } }))
  ).toEqual([]);
});

test('the query of a view is shown where it begins to differ, and not all of it', () => {
  const changed = { ...VIEW, query: VIEW.query.replace('b FROM', 'c FROM') };
  const [{ text }] = diffSchemas(schema({ v: VIEW }), schema({ v: changed }));
  expect(text).toMatch(/^query differs: has "….*a, c FROM otel\.queue", should be "….*a, b FROM otel\.queue"$/);
  expect(text.length).toBeLessThan(250);
});

test('parentheses alone are a note: versions of ClickHouse write them differently', () => {
  const other = {
    t: { ...TABLE, ttl: '(toDateTime(Timestamp)) + toIntervalDay(90)' },
    v: { ...VIEW, query: `(${VIEW.query})` },
  };
  const findings = diffSchemas(schema({ t: TABLE, v: VIEW }), schema(other));
  expect(findings.map(({ severity, object }) => `${severity}: ${object}`)).toEqual(['note: otel.t', 'note: otel.v']);
});

test.each<[string, ObjectSchema, ObjectSchema | undefined, string]>([
  ['a view is gone', VIEW, undefined, 'is missing (a view that writes to otel.traces)'],
  [
    'a view runs less often',
    { ...VIEW, schedule: 'REFRESH EVERY 1 HOUR APPEND' },
    { ...VIEW, schedule: 'REFRESH EVERY 1 DAY APPEND' },
    'schedule is REFRESH EVERY 1 DAY APPEND, should be REFRESH EVERY 1 HOUR APPEND',
  ],
  ['a view writes elsewhere', VIEW, { ...VIEW, target: 'otel.x' }, 'target is otel.x, should be otel.traces'],
  ['a queue is gone', QUEUE, undefined, 'is missing (a Kafka queue)'],
  [
    'a stand-in was left',
    QUEUE,
    { ...TABLE, engine: 'Null' },
    'is a stand-in of engine Null, should be a Kafka queue: nothing reads the topic',
  ],
  [
    'a queue of another group',
    QUEUE,
    { ...QUEUE, settings: { kafka_group_name: "'other'" } },
    "setting kafka_group_name is 'other', should be 'girok-logs'",
  ],
  ['another connection', QUEUE, { ...QUEUE, collection: 'mine' }, 'named collection is mine, should be girok_kafka'],
  [
    'a table where a view should be',
    VIEW,
    TABLE,
    'is a table of engine MergeTree, should be a view that writes to otel.traces',
  ],
])('%s', (_, should, is, text) =>
  expect(diffSchemas(schema({ x: should }), schema(is ? { x: is } : {}))).toEqual([
    { object: 'otel.x', severity: 'difference', text },
  ])
);

test("objects of others are a note, girok's own journal and lock are none", () => {
  expect(diffSchemas(schema({}), schema({ theirs: TABLE, girok_migrations: TABLE }))).toEqual([
    { object: 'otel.theirs', severity: 'note', text: "is not one of girok's (a table of engine MergeTree)" },
  ]);
});

test('a database that does not exist is one difference and not one for each object', () => {
  expect(diffSchemas(schema({ t: TABLE }), { ...schema({}), exists: false })).toEqual([
    { object: 'database otel', severity: 'difference', text: 'is missing' },
  ]);
});

test('named collections: keys are compared', () => {
  const should = schema({}, { c: ['kafka_broker_list', 'kafka_sasl_password'], gone: ['a'] });
  expect(diffSchemas(should, schema({}, { c: ['kafka_broker_list', 'extra'] }))).toEqual([
    { object: 'named collection c', severity: 'difference', text: 'key kafka_sasl_password is missing' },
    { object: 'named collection c', severity: 'note', text: "key extra is not one of girok's" },
    { object: 'named collection gone', severity: 'difference', text: expect.stringContaining('is missing, or') },
  ]);
});
