import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline.close());

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const now = () => `${Date.now()}000000`;

async function send(path: string, message: object): Promise<void> {
  const response = await fetch(pipeline.otlpUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  expect(await response.text()).toBe('{}');
}

interface Entry {
  Source: string;
  Key: string;
  Value: string;
  Rows: number;
}

async function catalogue(signal: string, key: string): Promise<Entry[]> {
  const result = await pipeline.client.query({
    query: `SELECT Source, Key, Value, toUInt32(sum(Rows)) AS Rows FROM otel_audit_attributes
      WHERE Signal = {signal:String} AND Key = {key:String} AND Day = today() GROUP BY ALL ORDER BY Value, Source`,
    query_params: { signal, key },
    format: 'JSONEachRow',
  });
  return result.json<Entry>();
}

const events = (attributesOf: (n: number) => object[], count: number) => ({
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', 'shop')] },
      scopeLogs: [
        {
          logRecords: Array.from({ length: count }, (_, n) => ({ timeUnixNano: now(), attributes: attributesOf(n) })),
        },
      ],
    },
  ],
});

test('keys and values of every map and of the columns are counted, over several messages', async () => {
  await send(
    '/v1/logs',
    events((n) => [text('user.id', n % 2 ? 'ana' : 'bo'), text('team', 'red')], 10)
  );
  await send(
    '/v1/logs',
    events(() => [text('user.id', 'ana'), text('empty', '')], 2)
  );
  expect(await catalogue('logs', 'user.id')).toEqual([
    { Source: 'LogAttributes', Key: 'user.id', Value: '', Rows: 12 },
    { Source: 'LogAttributes', Key: 'user.id', Value: 'ana', Rows: 7 },
    { Source: 'LogAttributes', Key: 'user.id', Value: 'bo', Rows: 5 },
  ]);
  expect(await catalogue('logs', 'Actor')).toEqual([
    { Source: 'Column', Key: 'Actor', Value: '', Rows: 12 },
    { Source: 'Column', Key: 'Actor', Value: 'ana', Rows: 7 },
    { Source: 'Column', Key: 'Actor', Value: 'bo', Rows: 5 },
  ]);
  expect(await catalogue('logs', 'service.name')).toEqual([
    { Source: 'ResourceAttributes', Key: 'service.name', Value: '', Rows: 12 },
    { Source: 'ResourceAttributes', Key: 'service.name', Value: 'shop', Rows: 12 },
  ]);
  expect(await catalogue('logs', 'empty')).toEqual([]);
});

test('a key whose values hardly ever come twice is a key without values; a long value is left out', async () => {
  await send(
    '/v1/logs',
    events((n) => [text('request.id', `r-${n}`), text('stack', n % 2 ? 'x'.repeat(201) : 'y'.repeat(200))], 60)
  );
  expect(await catalogue('logs', 'request.id')).toEqual([
    { Source: 'LogAttributes', Key: 'request.id', Value: '', Rows: 60 },
  ]);
  expect(await catalogue('logs', 'stack')).toEqual([
    { Source: 'LogAttributes', Key: 'stack', Value: '', Rows: 60 },
    { Source: 'LogAttributes', Key: 'stack', Value: 'y'.repeat(200), Rows: 30 },
  ]);
});

test('of many values the 100 most frequent are kept', async () => {
  // value v stands in v + 1 records: 0 once, 149 150 times
  const values = Array.from({ length: 150 }, (_, v) => Array.from({ length: v + 1 }, () => `v-${v}`)).flat();
  await send(
    '/v1/logs',
    events((n) => [text('many', values[n])], values.length)
  );
  const kept = (await catalogue('logs', 'many')).filter(({ Value }) => Value !== '');
  expect(kept.length).toBe(100);
  expect(Math.min(...kept.map(({ Rows }) => Rows))).toBe(51);
});

test('spans and points have a catalogue too', async () => {
  await send('/v1/traces', {
    resourceSpans: [
      { scopeSpans: [{ spans: [{ name: 'GET /', startTimeUnixNano: now(), attributes: [text('http.route', '/')] }] }] },
    ],
  });
  await send('/v1/metrics', {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [{ name: 'up', gauge: { dataPoints: [{ timeUnixNano: now(), attributes: [text('pod', 'a')] }] } }],
          },
        ],
      },
    ],
  });
  expect((await catalogue('traces', 'SpanName')).map(({ Value }) => Value)).toEqual(['', 'GET /']);
  expect((await catalogue('traces', 'http.route')).map(({ Source }) => Source)).toEqual([
    'SpanAttributes',
    'SpanAttributes',
  ]);
  expect((await catalogue('metrics', 'pod')).map(({ Value }) => Value)).toEqual(['', 'a']);
});

test('the values of one key are one range of the primary key', async () => {
  const result = await pipeline.client.query({
    query: `EXPLAIN indexes = 1 SELECT Value FROM otel_audit_attributes
      WHERE Signal = 'logs' AND Kind = 'value' AND Source = 'LogAttributes' AND Key = 'user.id' AND Day >= today()`,
    format: 'TabSeparatedRaw',
  });
  expect(await result.text()).toMatch(
    /PrimaryKey\s+Keys:\s+Signal\s+Kind\s+Source\s+Key\s+Day[^]*Search Algorithm: binary search/
  );
});
