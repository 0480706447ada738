import { gzipSync } from 'node:zlib';

import {
  attribute,
  logs,
  readUntil,
  type Running,
  recordsUntil,
  send,
  startCollector,
  stop,
  brokerForTests,
} from './collectorForTest';

brokerForTests();

const TOKEN = 'Bearer a-token-of-this-test';
const CARD = '4111111111111111';
const SECRETS = [
  attribute('user.password', 'hunter2'),
  attribute('http.request.header.authorization', 'Bearer abc'),
  attribute('note', `card ${CARD} of the customer`),
];
const ANY_SECRET = /hunter2|Bearer abc|4111111111111111/;

async function withCollector(further: string[], work: (collector: Running) => Promise<void>): Promise<void> {
  const collector = await startCollector('auth-token.yaml', 'a-token-of-this-test', further);
  try {
    await work(collector);
  } finally {
    await stop(collector);
  }
}

/** What is stored of a log record that is sent with these attributes; its body begins with a name of its own. */
async function stored({ url }: Running, body: string, attributes: object[] = [], resource: object[] = []) {
  expect(await send(url, TOKEN, logs(body, resource, attributes))).toBe(200);
  const [name] = body.split(' ');
  return (await recordsUntil((one) => one.startsWith(name))).find((record) => record.body.startsWith(name))!;
}

test('secrets are masked wherever they stand in a log record, and long values cut', () =>
  withCollector([], async (collector) => {
    const inJson = { total: 3, password: 'hun"ter2', nested: { api_key: 'hunter2' }, note: 'kept' };
    const record = await stored(
      collector,
      `masked ${CARD} {"access_token": "hunter2"}`,
      [...SECRETS, attribute('audit.change.before', JSON.stringify(inJson)), attribute('long', 'y'.repeat(100_000))],
      [attribute('service.name', 'pay'), attribute('deploy.secret', 'hunter2')]
    );
    expect(record.resource['service.name']).toBe('pay');
    expect(JSON.stringify(record)).not.toMatch(ANY_SECRET);
    expect(JSON.parse(record.attributes['audit.change.before'])).toEqual({
      ...inJson,
      password: '****',
      nested: { api_key: '****' },
    });
    expect(record.attributes.long).toHaveLength(8192);
  }));

test('secrets are masked in spans, their events and points, too', () =>
  withCollector([], async ({ url }) => {
    const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'masked-span' };
    const spans = [{ ...span, attributes: SECRETS, events: [{ name: 'e', timeUnixNano: '1', attributes: SECRETS }] }];
    expect(await send(url, TOKEN, { resourceSpans: [{ scopeSpans: [{ spans }] }] }, 'traces')).toBe(200);
    const dataPoints = [{ timeUnixNano: '1764000000000000000', asDouble: 1, attributes: SECRETS }];
    const metrics = [{ name: 'masked.points', gauge: { dataPoints } }];
    expect(await send(url, TOKEN, { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }, 'metrics')).toBe(200);
    const messages: string[] = [];
    await readUntil((message) => {
      messages.push(JSON.stringify(message));
      return ['masked-span', 'masked.points'].every((name) => messages.some((one) => one.includes(name)));
    });
    expect(messages.filter((message) => ANY_SECRET.test(message))).toEqual([]);
  }));

const IN_JSON = JSON.stringify({ password: 'hunter2', note: 'kept' });
const LONG = [
  attribute('audit.change.before', IN_JSON),
  attribute('exception.stacktrace', 'at a.b.C\n'.repeat(60_000)),
];
const MANY = Array.from({ length: 200 }, (_, i) => attribute(`key${i}`, 'value'));
const identity = [attribute('service.name', 'pay'), attribute('audit.actor.id', 'olga')];

interface Attributes {
  attributes: Array<{ key: string; value: { stringValue?: string } }>;
}
interface Spans {
  resource: Attributes;
  scopeSpans: Array<{
    scope: Attributes;
    spans: Array<Attributes & { events: Attributes[]; status: { message: string } }>;
  }>;
}
interface Points {
  resource: Attributes;
  scopeMetrics: Array<{ scope: Attributes; metrics: Array<{ gauge: { dataPoints: Attributes[] } }> }>;
}

/** What is stored of a resource with its telemetry, whose `name` is the service's. */
async function storedResource<T extends { resource: Attributes }>(
  { url }: Running,
  signal: 'logs' | 'traces' | 'metrics',
  message: Record<string, unknown[]>
): Promise<T> {
  expect(await send(url, TOKEN, message, signal)).toBe(200);
  const [[kind, [sent]]] = Object.entries(message) as Array<[string, T[]]>;
  const name = (one: Partial<Attributes>) => one.attributes?.find(({ key }) => key === 'test.name')?.value.stringValue;
  let found: T | undefined;
  await readUntil((read) => {
    const resources = (read as Record<string, T[] | undefined>)[kind] ?? [];
    found = resources.find(({ resource }) => name(resource) === name(sent.resource));
    return found !== undefined;
  });
  return found!;
}

/** The longest value, the number of attributes, and the masked JSON. */
function measures({ attributes }: Attributes) {
  const values = attributes.map(({ value }) => value.stringValue ?? '');
  return {
    longest: Math.max(...values.map((value) => value.length)),
    count: attributes.length,
    json: attributes.find(({ key }) => key === 'audit.change.before')?.value.stringValue,
  };
}
const CLEAN = { longest: 8192, count: 128, json: JSON.stringify({ password: '****', note: 'kept' }) };
const dirty = (name: string) => ({ attributes: [attribute('test.name', name), ...LONG, ...MANY, ...identity] });

test('resources, scopes, spans and their events are masked in JSON and cut as log records are', () =>
  withCollector([], async (collector) => {
    const times = { startTimeUnixNano: '1764000000000000000', endTimeUnixNano: '1764000000000000001' };
    const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
    const status = { code: 2, message: `${IN_JSON}${'y'.repeat(100_000)}` };
    const events = [{ name: 'exception', timeUnixNano: '1764000000000000000', ...dirty('event') }];
    const span = { ...ids, ...times, name: 'cut', ...dirty('span'), events, status };
    const scopeSpans = [{ scope: { name: 's', ...dirty('scope') }, spans: [span] }];
    const read = await storedResource<Spans>(collector, 'traces', {
      resourceSpans: [{ resource: dirty('cut-spans'), scopeSpans }],
    });
    const [{ scope, spans }] = read.scopeSpans;
    for (const one of [read.resource, scope, spans[0], spans[0].events[0]]) {
      expect(measures(one)).toEqual(CLEAN);
      // of too many these are kept, wherever they stand
      expect(one.attributes.map(({ key }) => key)).toEqual(expect.arrayContaining(['service.name', 'audit.actor.id']));
    }
    expect(spans[0].status.message).toHaveLength(8192);
    expect(spans[0].status.message.startsWith(CLEAN.json)).toBe(true);
  }));

test('so are the resources and scopes of log records and points, and points more', () =>
  withCollector([], async (collector) => {
    const [sent] = logs('cut', [], dirty('record').attributes).resourceLogs;
    const scopeLogs = sent.scopeLogs.map((one) => ({ scope: { name: 's', ...dirty('scope') }, ...one }));
    interface Records {
      resource: Attributes;
      scopeLogs: Array<{ scope: Attributes; logRecords: Attributes[] }>;
    }
    const ofLogs = await storedResource<Records>(collector, 'logs', {
      resourceLogs: [{ resource: dirty('cut-logs'), scopeLogs }],
    });
    const [{ scope, logRecords }] = ofLogs.scopeLogs;
    // the record says besides what it lacks as an audit event
    const record = { ...CLEAN, count: 129 };
    expect([ofLogs.resource, scope, logRecords[0]].map(measures)).toEqual([CLEAN, CLEAN, record]);

    const dataPoints = [{ timeUnixNano: '1764000000000000000', asDouble: 1, ...dirty('point') }];
    const metrics = [{ name: 'cut', gauge: { dataPoints } }];
    const ofPoints = await storedResource<Points>(collector, 'metrics', {
      resourceMetrics: [
        { resource: dirty('cut-points'), scopeMetrics: [{ scope: { name: 's', ...dirty('scope') }, metrics }] },
      ],
    });
    const [read] = ofPoints.scopeMetrics;
    expect([ofPoints.resource, read.scope].map(measures)).toEqual([CLEAN, CLEAN]);
    expect(measures(read.metrics[0].gauge.dataPoints[0])).toEqual({ ...CLEAN, longest: 1024, count: 64 });
  }));

test('ids and times that only look like cards come through as they are', () =>
  withCollector([], async (collector) => {
    const ids = { id: '4123456789012345678', 'sent.at': '1764000000000000000', order: 'ord-54321098765432101234' };
    const record = await stored(
      collector,
      'ids',
      Object.entries(ids).map(([key, value]) => attribute(key, value))
    );
    expect(record.attributes).toEqual(ids);
  }));

test('of too many attributes the first are stored', () =>
  withCollector([], async (collector) => {
    const many = Array.from({ length: 10_000 }, (_, i) => attribute(`key${i}`, 'value'));
    expect(Object.keys((await stored(collector, 'many', many)).attributes)).toHaveLength(128);
  }));

test('an audit event that does not say who did what, or how it ended, is stored and says what it lacks', () =>
  withCollector([], async (collector) => {
    const event = [
      attribute('audit.actor.id', 'olga'),
      attribute('audit.action', 'DELETE'),
      attribute('audit.outcome', 'success'),
    ];
    const VIOLATION = 'girok.schema.violation';
    expect((await stored(collector, 'incomplete', [attribute('audit.outcome', 'maybe')])).attributes[VIOLATION]).toBe(
      'no event name; no audit.actor.id; no audit.action; audit.outcome is not success, failure or unknown'
    );
    expect((await stored(collector, 'without-a-name', event)).attributes[VIOLATION]).toBe('no event name');
    expect((await stored(collector, 'no-audit-event', [attribute('http.route', '/')])).attributes).not.toHaveProperty(
      VIOLATION
    );
    const whole = logs('whole', [], event);
    Object.assign(whole.resourceLogs[0].scopeLogs[0].logRecords[0], { eventName: 'order.delete' });
    expect(await send(collector.url, TOKEN, whole)).toBe(200);
    const [record] = (await recordsUntil((body) => body === 'whole')).filter(({ body }) => body === 'whole');
    expect(record.attributes).not.toHaveProperty(VIOLATION);
  }));

test('with personal-data.yaml who a person is becomes unreadable, but not who acted', () =>
  withCollector(['personal-data.yaml'], async (collector) => {
    const record = await stored(collector, 'personal mail to olga@example.org or +82 10 1234 5678', [
      attribute('audit.actor.id', 'olga@example.org'),
      attribute('user.full_name', 'Olga Example'),
      attribute('note', 'DE89 3704 0044 0532 0130 00 of 900101-1234567'),
      attribute('user.password', 'hunter2'),
      attribute('order', 'ord-1'),
    ]);
    expect(record.body).toMatch(/^personal mail to \*+ or \*+$/);
    expect(record.attributes).toMatchObject({ 'audit.actor.id': 'olga@example.org', order: 'ord-1' });
    expect(JSON.stringify(record)).not.toMatch(/Olga Example|DE89|900101|hunter2/);
  }));

const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };
test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
  ['JSON that breaks off', '{"resourceLogs":[{', {}],
  ['no JSON', 'hello', {}],
  ['nested a hundred thousand times', `{"a":${'['.repeat(100_000)}`, {}],
  ['protobuf that breaks off', new Uint8Array([0x0a, 0xff, 0x01, 0x0a]), PROTOBUF],
  ['five megabytes', JSON.stringify(logs('x'.repeat(5 * 2 ** 20))), {}],
  ['two hundred megabytes in a small gzip', gzipSync(Buffer.alloc(200 * 2 ** 20, ' ')), { 'Content-Encoding': 'gzip' }],
  ['no gzip', 'hello', { 'Content-Encoding': 'gzip' }],
])('%s is refused, and the next message is stored', (what, body, headers) =>
  withCollector([], async (collector) => {
    const status = await send(collector.url, TOKEN, body, 'logs', headers);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect((await stored(collector, `after-${what.replaceAll(' ', '-')}`)).attributes).toEqual({});
  })
);

test('who has another token is refused', () =>
  withCollector([], async (collector) => {
    expect(await send(collector.url, 'Bearer another', logs('stranger'))).toBe(401);
    await stored(collector, 'known');
    expect((await recordsUntil((body) => body === 'known')).map(({ body }) => body)).not.toContain('stranger');
  }));
