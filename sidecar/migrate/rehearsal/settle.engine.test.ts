import { diffSchemas } from './diff';
import { type DatabaseSchema, type RunQuery, type TableSchema } from './schema';
import { settleWriting } from './settle';
import { testClient } from '../../../embedded/clickhouse/testClient';

const client = testClient();
afterAll(() => client.close());

const run: RunQuery = async (query) => (await client.query({ query, format: 'JSONEachRow' })).json();

const TABLE: TableSchema = {
  kind: 'table',
  engine: 'MergeTree',
  partitionKey: 'toYYYYMM(t)',
  primaryKey: 'a',
  sortingKey: 'a, t',
  ttl: "toDateTime(t) + toIntervalDay(90), t + toIntervalDay(1) TO VOLUME 'cold'",
  settings: {},
  comment: '',
  columns: { a: { type: 'String', defaultKind: 'MATERIALIZED', defaultExpression: "if(b != '', b, 'x')", codec: '' } },
  indexes: { i: { type: "text(tokenizer = 'array')", expression: 'lower(a)', granularity: 1 } },
  projections: {},
};

const schema = (table: Partial<TableSchema>, query: string): DatabaseSchema => ({
  database: 'd',
  exists: true,
  objects: { t: { ...TABLE, ...table }, v: { kind: 'view', target: 'd.t', schedule: '', query } },
  collections: {},
});

test('what is only written in another way does not differ once one server has written both', async () => {
  const here = schema({}, "SELECT a, toIntervalDay(1) AS d FROM d.q WHERE (x != '') AND (NOT y)");
  const there = schema(
    {
      partitionKey: '`toYYYYMM`( t )',
      sortingKey: 'a,t',
      columns: { a: { ...TABLE.columns.a, defaultExpression: "if(b <> '',b,'x')" } },
      indexes: { i: { ...TABLE.indexes.i, type: "text(tokenizer='array')", expression: 'lower( `a` )' } },
    },
    "select `a`, toIntervalDay(1) as d\nfrom d.q\nwhere (x <> '') and (not y) -- the same"
  );
  expect(diffSchemas(here, there).length).toBeGreaterThan(3);
  expect(diffSchemas(...(await settleWriting(run, here, there)))).toEqual([]);
});

test('what differs still does, and what this server cannot parse is left as it is', async () => {
  const here = schema({}, "SELECT 'a;b\\n''c' AS s FROM d.q");
  const there = schema(
    { ttl: 'toDateTime(t) + toIntervalDay(30)', partitionKey: 'of ( another version' },
    "SELECT 'a' AS s FROM d.q"
  );
  const found = diffSchemas(...(await settleWriting(run, here, there)));
  expect(found.map(({ object, text }) => `${object} ${text}`)).toEqual([
    'd.t partition key is of ( another version, should be toYYYYMM(t)',
    `d.t TTL is toDateTime(t) + toIntervalDay(30), should be ${TABLE.ttl}`,
    expect.stringMatching(/^d\.v query differs: has "SELECT 'a' AS s/),
  ]);
});
