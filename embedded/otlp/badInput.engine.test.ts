import { gzipSync } from 'node:zlib';

import { testUrl } from '../clickhouse/testClient';
import { type ScratchPipeline, scratchPipeline } from '../scratchPipeline';
import { toProtobuf } from './encodeForTest';

const LIMIT = 4 * 2 ** 20;

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline({ maxBodyBytes: LIMIT });
});
afterAll(() => pipeline.close());
beforeEach(async () => {
  for (const table of ['otel_audit_logs', 'otel_audit_traces', 'otel_audit_metrics', 'otel_audit_dead_letters']) {
    await pipeline.client.command({ query: `TRUNCATE TABLE ${table}` });
  }
});

type Body = string | Uint8Array;

async function post(path: string, body: Body, headers: Record<string, string> = {}) {
  const response = await fetch(pipeline.otlpUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function rows<T>(query: string): Promise<T[]> {
  const result = await pipeline.client.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_denormals: 1, output_format_json_quote_64bit_integers: 1 },
  });
  return result.json<T>();
}

const stored = async (table: string) => Number((await rows<{ n: string }>(`SELECT count() AS n FROM ${table}`))[0].n);
const deadLetters = () =>
  rows<{ Reason: string; Message: string }>('SELECT Reason, Message FROM otel_audit_dead_letters ORDER BY Reason');

const nanoseconds = () => `${BigInt(Date.now()) * 1_000_000n}`;
const logs = (records: unknown[], extra: object = {}) => ({
  resourceLogs: [{ scopeLogs: [{ logRecords: records }], ...extra }],
});
const text = (value: string) => ({ stringValue: value });

/** After each attack the pipeline must still store a good record. */
async function stillWorks() {
  const before = await stored('otel_audit_logs');
  expect(
    (await post('/v1/logs', JSON.stringify(logs([{ timeUnixNano: nanoseconds(), body: text('good') }])))).status
  ).toBe(200);
  expect(await stored('otel_audit_logs')).toBe(before + 1);
}

describe('what is not OTLP is refused with a reason, and nothing of it is stored', () => {
  const good = logs([{ timeUnixNano: '1', body: text('x') }]);
  const protobuf = toProtobuf('logs', good);
  const PROTOBUF = { 'content-type': 'application/x-protobuf' };
  test.each<[string, Body, Record<string, string>, number, RegExp]>([
    ['truncated JSON', JSON.stringify(good).slice(0, -3), {}, 400, /not JSON/],
    ['empty JSON body', '', {}, 400, /empty/],
    ['a JSON array', '[]', {}, 400, /must be a JSON object/],
    ['another signal on this path', '{"resourceSpans":[]}', {}, 400, /has no .*resourceLogs/],
    ['an object where the array should be', '{"resourceLogs":{}}', {}, 400, /must be an array/],
    ['a bare NaN', '{"resourceLogs":[NaN]}', {}, 400, /not JSON/],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"resourceLogs":["'), Buffer.from([0xff, 0xfe]), Buffer.from('"]}')]),
      {},
      400,
      /UTF-8/,
    ],
    ['truncated protobuf', protobuf.slice(0, -2), PROTOBUF, 400, /not an OTLP logs request/],
    ['text called protobuf', Buffer.from('hello'), PROTOBUF, 400, /protobuf/],
    ['protobuf with unknown fields only', Buffer.from([0x98, 0x06, 0x01]), PROTOBUF, 400, /no resourceLogs/],
    ['no content type that we know', JSON.stringify(good), { 'content-type': 'text/plain' }, 415, /Content-Type/],
    ['an unknown encoding', JSON.stringify(good), { 'content-encoding': 'br' }, 415, /br/],
    [
      'a damaged gzip',
      gzipSync(JSON.stringify(good)).subarray(0, 20),
      { 'content-encoding': 'gzip' },
      400,
      /could not be read/,
    ],
    ['a body above the limit', ' '.repeat(LIMIT + 1), {}, 413, /larger than/],
    ['a gzip bomb', gzipSync(Buffer.alloc(300 * 2 ** 20)), { 'content-encoding': 'gzip' }, 413, /larger than/],
  ])('%s', async (_, body, headers, status, reason) => {
    const answer = await post('/v1/logs', body, headers);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: expect.stringMatching(reason) });
    expect(await stored('otel_audit_logs')).toBe(0);
    await stillWorks();
  });

  test('100 MB are refused at their length, before they are read', async () => {
    expect((await post('/v1/logs', Buffer.alloc(100 * 2 ** 20, 32))).status).toBe(413);
    await stillWorks();
  });

  test('a missing or wrong token is refused when one is configured', async () => {
    const guarded = await scratchPipeline({ token: 's3cret' });
    const send = (headers: Record<string, string>) =>
      fetch(`${guarded.otlpUrl}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"resourceLogs":[]}',
      });
    expect((await send({})).status).toBe(401);
    expect((await send({ authorization: 'Bearer s3cre' })).status).toBe(401);
    expect((await send({ authorization: 'Bearer s3cret' })).status).toBe(200);
    await guarded.close();
  });

  test('a page of another site is refused, whatever it sends', async () => {
    const origin = 'http://evil.example';
    expect((await post('/v1/logs', JSON.stringify(good), { origin })).status).toBe(403);
    const query = await fetch(testUrl(), { method: 'POST', body: 'SELECT 1', headers: { origin } });
    expect({ status: query.status, text: await query.text() }).toEqual({
      status: 403,
      text: expect.stringContaining(origin),
    });
    expect(await stored('otel_audit_logs')).toBe(0);
  });

  test('a ClickHouse that cannot store answers 503 with Retry-After, and the client may send again', async () => {
    await pipeline.client.command({ query: 'RENAME TABLE audit_logs_queue TO audit_logs_queue_away' });
    const answer = await post('/v1/logs', JSON.stringify(good));
    await pipeline.client.command({ query: 'RENAME TABLE audit_logs_queue_away TO audit_logs_queue' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    await stillWorks();
  });
});

describe('well-formed but strange input is stored by the documented rule', () => {
  // what is stored is not reported as unreadable
  afterEach(async () => expect(await deadLetters()).toEqual([]));

  const store = async (message: object) => expect((await post('/v1/logs', JSON.stringify(message))).status).toBe(200);

  test('an explicitly empty request and an empty protobuf body are answered 200 and store nothing', async () => {
    expect((await post('/v1/logs', '{"resourceLogs":[]}')).status).toBe(200);
    expect((await post('/v1/logs', Buffer.alloc(0), { 'content-type': 'application/x-protobuf' })).status).toBe(200);
    expect([await stored('otel_audit_logs'), (await deadLetters()).length]).toEqual([0, 0]);
  });

  test('unknown fields are ignored', async () => {
    await store({ ...logs([{ timeUnixNano: nanoseconds(), body: text('x'), future: { a: 1 } }]), alsoNew: true });
    expect(await rows('SELECT Body FROM otel_audit_logs')).toEqual([{ Body: 'x' }]);
  });

  test('a field of the wrong type takes its default and leaves its neighbours alone', async () => {
    const span = {
      traceId: 'AB'.repeat(16),
      name: 'a',
      kind: 'SPAN_KIND_SERVER',
      startTimeUnixNano: nanoseconds(),
      endTimeUnixNano: 'soon',
    };
    const other = { ...span, name: 'b', kind: 2 };
    await post('/v1/traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span, other] }] }] }));
    expect(
      await rows('SELECT SpanName, SpanKind, toString(Duration) AS d, TraceId FROM otel_audit_traces ORDER BY SpanName')
    ).toEqual([
      { SpanName: 'a', SpanKind: 'Unspecified', d: '0', TraceId: 'ab'.repeat(16) },
      { SpanName: 'b', SpanKind: 'Server', d: '0', TraceId: 'ab'.repeat(16) },
    ]);
  });

  test.each([
    ['zero', '0', '0'],
    ['negative', '-5', '0'],
    ['the year 1970', '1000000000', '1000000000'],
    ['the year 2500', '16725225600000000000', '16725225600000000000'],
    ['the largest number', '18446744073709551615', '18446744073709551615'],
  ])('a time of %s is replaced by the time of arrival and kept beside it', async (_, time, kept) => {
    const before = Date.now();
    await store(logs([{ timeUnixNano: time, body: text('x') }]));
    const [row] = await rows<{ ms: string; clamped: string }>(
      'SELECT toString(toUnixTimestamp64Milli(Timestamp)) AS ms, toString(ClampedFrom) AS clamped FROM otel_audit_logs'
    );
    expect(Number(row.ms)).toBeGreaterThanOrEqual(before - 1);
    expect(Number(row.ms)).toBeLessThanOrEqual(Date.now() + 1);
    expect(row.clamped).toBe(kept);
  });

  test('without a usable time of its own a log record takes the time at which it was observed', async () => {
    const observed = BigInt(Date.now() - 3_600_000) * 1_000_000n;
    await store(logs([{ timeUnixNano: '5', observedTimeUnixNano: String(observed), body: text('x') }]));
    expect(
      await rows(
        'SELECT toString(toUnixTimestamp64Nano(Timestamp)) AS t, toString(ClampedFrom) AS c FROM otel_audit_logs'
      )
    ).toEqual([{ t: String(observed), c: '5' }]);
  });

  test.each([
    [
      'a span without any time',
      '/v1/traces',
      'otel_audit_traces',
      { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'x' }] }] }] },
    ],
    [
      'a span more than a day ahead',
      '/v1/traces',
      'otel_audit_traces',
      { resourceSpans: [{ scopeSpans: [{ spans: [{ startTimeUnixNano: '9000000000000000000' }] }] }] },
    ],
    [
      'a record with nothing but a body',
      '/v1/logs',
      'otel_audit_logs',
      { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: text('nt') }] }] }] },
    ],
    [
      'a point older than the retention',
      '/v1/metrics',
      'otel_audit_metrics',
      {
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [{ asInt: 1, timeUnixNano: '5' }] } }] }] },
        ],
      },
    ],
  ])('%s is stored with the time of its message', async (_, path, table, message) => {
    const before = Date.now();
    expect((await post(path, JSON.stringify(message))).status).toBe(200);
    const column = table === 'otel_audit_metrics' ? 'TimeUnix' : 'Timestamp';
    const [row] = await rows<{ ms: string }>(`SELECT toString(toUnixTimestamp64Milli(${column})) AS ms FROM ${table}`);
    expect(Number(row.ms)).toBeGreaterThanOrEqual(before - 1);
    expect(Number(row.ms)).toBeLessThanOrEqual(Date.now() + 1);
  });

  test.each(['-5', '5'])('a span whose start is %s ns has no duration', async (startTimeUnixNano) => {
    const span = { name: 'x', startTimeUnixNano, endTimeUnixNano: nanoseconds() };
    await post('/v1/traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    expect(await rows('SELECT Duration FROM otel_audit_traces')).toEqual([{ Duration: '0' }]);
  });

  test('other times that lie more than a day ahead are 1970', async () => {
    await store(logs([{ timeUnixNano: nanoseconds(), observedTimeUnixNano: '18446744073709551615', body: text('x') }]));
    expect(await rows('SELECT toYear(ObservedTimestamp) AS year FROM otel_audit_logs')).toEqual([{ year: 1970 }]);
  });

  test('what can be read beside a part that cannot is stored', async () => {
    await store({
      resourceLogs: [{ scopeLogs: 5 }, ...logs([{ timeUnixNano: nanoseconds(), body: text('x') }]).resourceLogs],
    });
    expect(await rows('SELECT Body FROM otel_audit_logs')).toEqual([{ Body: 'x' }]);
  });

  test('the same record id with another content is another event', async () => {
    const attributes = [{ key: 'event.id', value: text('r-1') }];
    const timeUnixNano = nanoseconds();
    await store(logs([{ timeUnixNano, attributes, body: text('a') }]));
    await store(logs([{ timeUnixNano, attributes, body: text('b') }]));
    expect(await rows('SELECT count() AS n FROM otel_audit_logs FINAL')).toEqual([{ n: '2' }]);
  });

  test('a record without a time is one event when Kafka delivers its message twice', async () => {
    const message = JSON.stringify(logs([{ body: text('x') }]));
    const delivered = {
      message,
      _topic: 't',
      _partition: 0,
      _offset: 1,
      _timestamp_ms: new Date().toISOString().slice(0, 19).replace('T', ' '),
    };
    for (const values of [[delivered], [delivered]]) {
      await pipeline.client.insert({ table: 'audit_logs_queue', values, format: 'JSONEachRow' });
    }
    expect(await rows('SELECT count() AS n FROM otel_audit_logs FINAL')).toEqual([{ n: '1' }]);
  });

  test('equal records under two equal resources of one message are two events', async () => {
    const [one] = logs([{ timeUnixNano: nanoseconds(), body: text('same') }]).resourceLogs;
    await store({ resourceLogs: [one, one] });
    expect(await rows('SELECT count() AS n FROM otel_audit_logs FINAL')).toEqual([{ n: '2' }]);
  });

  test('an array element that is no object is a record with default fields', async () => {
    await store(logs([{ timeUnixNano: nanoseconds(), body: text('x') }, 5, null]));
    expect(await rows('SELECT Body FROM otel_audit_logs ORDER BY Body')).toEqual([
      { Body: '' },
      { Body: '' },
      { Body: 'x' },
    ]);
  });

  test('a span that ends before it starts has no duration', async () => {
    const span = { startTimeUnixNano: nanoseconds(), endTimeUnixNano: '5' };
    await post('/v1/traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    expect(await rows('SELECT Duration FROM otel_audit_traces')).toEqual([{ Duration: '0' }]);
  });

  test('protobuf text that is not UTF-8 gets U+FFFD', async () => {
    const bytes = Buffer.from(toProtobuf('logs', logs([{ timeUnixNano: nanoseconds(), body: text('aXb') }])));
    bytes[bytes.indexOf('aXb') + 1] = 0xff;
    expect((await post('/v1/logs', bytes, { 'content-type': 'application/x-protobuf' })).status).toBe(200);
    expect(await rows('SELECT Body FROM otel_audit_logs')).toEqual([{ Body: 'a\ufffdb' }]);
  });

  test('an integer point beyond 2^53 is rounded', async () => {
    const dataPoints = [{ timeUnixNano: nanoseconds(), asInt: '9007199254740993' }];
    await post(
      '/v1/metrics',
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', sum: { dataPoints } }] }] }] })
    );
    expect(await rows('SELECT Value FROM otel_audit_metrics')).toEqual([{ Value: 9007199254740992 }]);
  });

  test('times over 300 months in one message do not stop it', async () => {
    const years = Array.from({ length: 400 }, (_, month) => String(BigInt(month) * 2_629_800n * 1_000_000_000n + 1n));
    await store(logs(years.map((timeUnixNano) => ({ timeUnixNano, body: text('x') }))));
    expect(await stored('otel_audit_logs')).toBe(400);
  });

  test('10,000 attributes on one record are all kept', async () => {
    const attributes = Array.from({ length: 10_000 }, (_, i) => ({ key: `k${i}`, value: { intValue: i } }));
    await store(logs([{ timeUnixNano: nanoseconds(), attributes }]));
    expect(
      await rows("SELECT length(LogAttributes) AS n, LogAttributes['k9999'] AS last FROM otel_audit_logs")
    ).toEqual([{ n: '10000', last: '9999' }]);
  });

  test.each(['json', 'protobuf'])('a value nested 50 deep is kept whole (%s)', async (encoding) => {
    let value: object = text('bottom');
    for (let depth = 0; depth < 50; depth++) {
      value = { arrayValue: { values: [value] } };
    }
    const message = logs([{ timeUnixNano: nanoseconds(), body: value }]);
    const answer =
      encoding === 'json'
        ? await post('/v1/logs', JSON.stringify(message))
        : await post('/v1/logs', toProtobuf('logs', message), { 'content-type': 'application/x-protobuf' });
    expect(answer.status).toBe(200);
    const [row] = await rows<{ Body: string }>('SELECT Body FROM otel_audit_logs');
    expect(row.Body).toBe(JSON.stringify((value as { arrayValue: object }).arrayValue));
  });

  test('NaN and the infinities are numbers of a metric', async () => {
    const dataPoints = ['NaN', 'Infinity', '-Infinity'].map((asDouble, i) => ({
      timeUnixNano: nanoseconds(),
      asDouble,
      flags: i,
    }));
    await post(
      '/v1/metrics',
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints } }] }] }] })
    );
    expect(await rows('SELECT Value FROM otel_audit_metrics ORDER BY Flags')).toEqual([
      { Value: 'nan' },
      { Value: 'inf' },
      { Value: '-inf' },
    ]);
  });

  test('a key that comes twice is kept twice; a look-up finds the first', async () => {
    const attributes = [
      { key: 'k', value: text('first') },
      { key: 'k', value: text('second') },
    ];
    await store(logs([{ timeUnixNano: nanoseconds(), attributes }]));
    expect(
      await rows("SELECT mapValues(LogAttributes) AS all, LogAttributes['k'] AS found FROM otel_audit_logs")
    ).toEqual([{ all: ['first', 'second'], found: 'first' }]);
  });

  test('two equal records of one message are two events; the same record id twice is one', async () => {
    const record = { timeUnixNano: nanoseconds(), body: text('same') };
    const withId = { ...record, attributes: [{ key: 'audit.record.id', value: text('r-1') }] };
    await store(logs([record, record, withId, withId]));
    expect(await rows('SELECT count() AS n FROM otel_audit_logs FINAL')).toEqual([{ n: '3' }]);
  });

  test('the same message delivered again does not change the count of audit events', async () => {
    const message = JSON.stringify(
      logs([
        { timeUnixNano: nanoseconds(), body: text('a') },
        { timeUnixNano: nanoseconds(), body: text('b') },
      ])
    );
    await post('/v1/logs', message);
    await post('/v1/logs', message);
    expect(await rows('SELECT count() AS n FROM otel_audit_logs FINAL')).toEqual([{ n: '2' }]);
  });

  test('quotes, backslashes, macros and scripts in values are stored as they are', async () => {
    const hostile = '\' OR 1=1 -- \\ " ` $__timeFilter(x) [[x]] ${y} <script>';
    await store(
      logs([{ timeUnixNano: nanoseconds(), body: text(hostile), attributes: [{ key: hostile, value: text(hostile) }] }])
    );
    expect(
      await rows('SELECT Body, mapKeys(LogAttributes)[1] AS k, mapValues(LogAttributes)[1] AS v FROM otel_audit_logs')
    ).toEqual([{ Body: hostile, k: hostile, v: hostile }]);
  });
});

describe('what the views cannot read is found in the dead letters', () => {
  const HALF_PAIR = '"\\ud800"';
  test.each([
    ['logs: scopeLogs is not an array', '/v1/logs', '{"resourceLogs":[{"scopeLogs":5}]}', 'no_log_records'],
    [
      'logs: a record without any field that we know',
      '/v1/logs',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"x":1}]}]}]}',
      'no_log_records',
    ],
    ['logs: the resource is a text', '/v1/logs', '{"resourceLogs":["x"]}', 'no_log_records'],
    [
      'logs: half a surrogate pair',
      '/v1/logs',
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":${HALF_PAIR}}}]}]}]}`,
      'invalid_json',
    ],
    [
      'traces: half a surrogate pair',
      '/v1/traces',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":${HALF_PAIR}}]}]}]}`,
      'invalid_json',
    ],
    [
      'traces: a number beyond all numbers',
      '/v1/traces',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x","attributes":[{"key":"k","value":{"doubleValue":1e999}}]}]}]}]}',
      'invalid_json',
    ],
    [
      'traces: the key is written with an escape',
      '/v1/traces',
      '{"resource\\u0053pans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}',
      'unknown_signal',
    ],
    ['traces: spans is an object', '/v1/traces', '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}', 'no_spans'],
    [
      'metrics: half a surrogate pair',
      '/v1/metrics',
      `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"unit":${HALF_PAIR}}]}]}]}`,
      'invalid_json',
    ],
    [
      'metrics: dataPoints is a text',
      '/v1/metrics',
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":"x"}}]}]}]}',
      'no_data_points',
    ],
  ])('%s', async (_, path, message, reason) => {
    expect((await post(path, message)).status).toBe(200);
    expect(await deadLetters()).toEqual([{ Reason: reason, Message: message }]);
    await stillWorks();
  });

  test.each([
    ['no JSON', '{', 'invalid_json'],
    ['nothing', '', 'empty_message'],
    ['another signal than the three', '{"resourceProfiles":[]}', 'unknown_signal'],
  ])('from Kafka: %s', async (_, message, reason) => {
    await pipeline.client.insert({
      table: 'audit_logs_queue',
      values: [{ message, _topic: 't', _partition: 3, _offset: 7 }],
      format: 'JSONEachRow',
    });
    expect(
      await rows(
        'SELECT Reason, Message, Queue, _topic, toUInt32(_partition) AS p, toUInt32(_offset) AS o FROM otel_audit_dead_letters'
      )
    ).toEqual([{ Reason: reason, Message: message, Queue: 'audit_logs_queue', _topic: 't', p: 3, o: 7 }]);
  });

  test('from Kafka: bytes that are not UTF-8', async () => {
    await pipeline.client.command({ query: "INSERT INTO audit_logs_queue (message) SELECT unhex('7BFF7D')" });
    expect(await rows('SELECT Reason, hex(Message) AS bytes FROM otel_audit_dead_letters')).toEqual([
      { Reason: 'invalid_utf8', bytes: '7BFF7D' },
    ]);
  });
});
