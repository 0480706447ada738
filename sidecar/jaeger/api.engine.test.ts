import { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type z } from 'zod';

import { dependenciesAnswer, errorAnswer, namesAnswer, operationsAnswer, tracesAnswer } from './consumersForTest';
import { type JaegerLimits } from './limits';
import { type ConsumerRequest, grafanaRequests, jaegerUiRequests } from './requestsForTest';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { HOSTILE } from '../../queries/hostile';
import { DEFAULT_TABLES } from '../../queries/tables';
import { hostileSpans, otlpOf, SHOP, shopSpans, traceId } from '../../queries/traces/spansForTest';
import { createServer } from '../server/createServer';

const SECRET = 'jaeger-secret-0123456789';
const grafana = grafanaRequests(SECRET);
const ui = jaegerUiRequests(SECRET);
const LIMITS: JaegerLimits = {
  lookbackMs: 48 * 3_600_000,
  maxRangeMs: 31 * 86_400_000,
  maxTraces: 1500,
  spansOfTrace: 1000,
  spansOfAnswer: 2000,
};

const now = Math.floor(Date.now() / 1000) * 1000;
const hour = { start: (now - 3_600_000) * 1000, end: now * 1000 };
const RICH = '0af7651916cd43dd8448eb211c80319c';
const OTHER = 'ffff651916cd43dd8448eb211c80319c';
const START = BigInt(now - 1_200_000) * 1_000_000n + 123_456_789n;
const text = (value: string) => ({ stringValue: value });
const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: text(value) }));

/** A trace with all that Jaeger's model has a place for. */
const rich = {
  resourceSpans: [
    {
      resource: { attributes: attributes({ 'service.name': 'shop/cart', 'k8s.pod.name': 'cart-1' }) },
      scopeSpans: [
        {
          scope: { name: 'http', version: '2.0' },
          spans: [
            {
              traceId: RICH,
              spanId: '00000000000000a1',
              traceState: 'vendor=1',
              flags: 0x301,
              name: 'GET /cart',
              kind: 2,
              startTimeUnixNano: String(START),
              endTimeUnixNano: String(START + 5_000_999n),
              attributes: [
                ...attributes({ 'user.id': '007', error: 'false', 'url.path': '/cart' }),
                { key: 'http.response.status_code', value: { intValue: '500' } },
                { key: 'server.port', value: text('eighty') },
              ],
              events: [
                { timeUnixNano: String(START + 1_000_500n), name: 'cache miss', attributes: attributes({ key: 'k1' }) },
              ],
              links: [
                { traceId: OTHER, spanId: '00000000000000b1' },
                {
                  traceId: RICH,
                  spanId: '00000000000000a9',
                  attributes: attributes({ 'opentracing.ref_type': 'child_of' }),
                },
              ],
            },
            {
              traceId: RICH,
              spanId: '00000000000000a2',
              parentSpanId: '00000000000000a1',
              name: 'SELECT',
              kind: 3,
              startTimeUnixNano: String(START + 1_000_000n),
              endTimeUnixNano: String(START + 2_000_000n),
              attributes: attributes({ 'db.system.name': 'postgresql' }),
              status: { code: 2, message: 'no such table' },
            },
          ],
        },
      ],
    },
    {
      resource: { attributes: attributes({ 'service.name': 'shop/cart', 'k8s.pod.name': 'cart-2' }) },
      scopeSpans: [
        {
          spans: [
            {
              traceId: RICH,
              spanId: '00000000000000a3',
              parentSpanId: '00000000000000a1',
              name: 'work',
              startTimeUnixNano: String(START + 3_000_000n),
              endTimeUnixNano: String(START + 3_000_400n),
              status: { code: 1 },
            },
          ],
        },
      ],
    },
  ],
};

let pipeline: ScratchPipeline;
let server: FastifyInstance;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  for (const message of [otlpOf('hostile', hostileSpans(now)), otlpOf('shop', shopSpans(now)), rich]) {
    const response = await fetch(`${pipeline.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    expect(response.status).toBe(200);
  }
  server = serverWith({});
});
afterAll(async () => {
  await server.close();
  await pipeline.close();
});

function serverWith(limits: Partial<JaegerLimits>, maxAnswerBytes = 10_000_000): FastifyInstance {
  return createServer({
    config: {
      timeoutMs: 60_000,
      maxAnswerBytes,
      access: { sidecarSecret: 'sidecar-secret-0123456789', jaegerSecret: SECRET },
    },
    client: pipeline.client,
    tables: { ...DEFAULT_TABLES, database: pipeline.database },
    jaeger: { ...LIMITS, ...limits },
    log: pino({ level: 'silent' }),
  });
}

async function ask<Answer extends z.ZodType>(
  { path, headers }: ConsumerRequest,
  answer: Answer,
  status = 200,
  of = server
): Promise<z.infer<Answer>> {
  const response = await of.inject({ url: path, headers });
  expect([response.statusCode, response.statusCode === status ? '' : response.body]).toEqual([status, '']);
  return answer.parse(response.json());
}

/** A service of no name cannot be asked for: Jaeger needs one. */
const NAMED = HOSTILE.map((value, i) => [value, i] as const).filter(([value]) => value !== '');

describe('menus', () => {
  test.each([
    ['Grafana', grafana],
    ['Jaeger UI', ui],
  ])('%s lists the services', async (_, consumer) => {
    const { data, total } = await ask(consumer.services(), namesAnswer);
    const services = [...NAMED.map(([value]) => value), 'gateway', 'checkout', 'mailer', 'shop/cart'];
    expect([...data].sort()).toEqual(services.sort());
    expect(total).toBe(services.length);
  });

  test.each([
    ['Grafana', grafana],
    ['Jaeger UI', ui],
  ])('%s lists the operations of a service, with a slash in its name', async (_, consumer) => {
    expect((await ask(consumer.operations('shop/cart'), namesAnswer)).data).toEqual(['GET /cart', 'SELECT', 'work']);
    expect((await ask(consumer.operations('gateway'), namesAnswer)).data).toEqual(['POST /order', 'call']);
    expect((await ask(consumer.operations('nobody'), namesAnswer)).data).toEqual([]);
  });

  test.each(NAMED)('the operations of a service %j', async (value) => {
    expect((await ask(ui.operations(value), namesAnswer)).data).toEqual([value]);
    const { data } = await ask(ui.serverOperations(value), operationsAnswer);
    expect(data).toEqual([{ name: value, spanKind: 'server' }]);
  });

  test('operations by kind', async () => {
    const all = { ...ui.services(), path: '/jaeger/api/operations?service=checkout' };
    expect((await ask(all, operationsAnswer)).data).toEqual([
      { name: 'SELECT orders', spanKind: 'client' },
      { name: 'order', spanKind: 'server' },
      { name: 'send mail', spanKind: 'producer' },
    ]);
    expect((await ask(ui.serverOperations('checkout'), operationsAnswer)).data).toEqual([
      { name: 'order', spanKind: 'server' },
    ]);
  });

  test('a name of a thousand letters is a name', async () => {
    expect((await ask(ui.operations('x'.repeat(1000)), namesAnswer)).data).toEqual([]);
  });

  test('what was seen before the time that menus look at is not in them', async () => {
    const short = serverWith({ lookbackMs: 1000 });
    expect((await ask(ui.services(), namesAnswer, 200, short)).data).toEqual([]);
    await short.close();
  });
});

describe('one trace', () => {
  const tag = (key: string, value: string) => ({ key, type: 'string', value });

  test('has all that is stored, in Jaeger’s model', async () => {
    const { data, errors } = await ask(ui.trace(RICH), tracesAnswer);
    expect(errors).toBeNull();
    expect(data).toHaveLength(1);
    const [{ spans, processes, ...trace }] = data;
    expect(trace).toEqual({ traceID: RICH, warnings: null });
    const start = Number(START / 1000n);
    expect(spans[0]).toEqual({
      traceID: RICH,
      spanID: '00000000000000a1',
      operationName: 'GET /cart',
      references: [
        { refType: 'FOLLOWS_FROM', traceID: OTHER, spanID: '00000000000000b1' },
        { refType: 'CHILD_OF', traceID: RICH, spanID: '00000000000000a9' },
      ],
      startTime: start,
      duration: 5000,
      flags: 1,
      tags: [
        tag('span.kind', 'server'),
        tag('otel.scope.name', 'http'),
        tag('otel.scope.version', '2.0'),
        tag('w3c.tracestate', 'vendor=1'),
        tag('user.id', '007'),
        { key: 'error', type: 'bool', value: false },
        tag('url.path', '/cart'),
        { key: 'http.response.status_code', type: 'int64', value: 500 },
        tag('server.port', 'eighty'),
      ],
      logs: [
        { timestamp: Number((START + 1_000_500n) / 1000n), fields: [tag('event', 'cache miss'), tag('key', 'k1')] },
      ],
      processID: 'p1',
      warnings: null,
    });
    expect(spans[1]).toMatchObject({
      references: [{ refType: 'CHILD_OF', traceID: RICH, spanID: '00000000000000a1' }],
      processID: 'p1',
      tags: [
        { key: 'error', type: 'bool', value: true },
        tag('span.kind', 'client'),
        tag('otel.status_code', 'ERROR'),
        tag('otel.status_description', 'no such table'),
        tag('otel.scope.name', 'http'),
        tag('otel.scope.version', '2.0'),
        tag('db.system.name', 'postgresql'),
      ],
    });
    expect(spans[2]).toMatchObject({ duration: 0, processID: 'p2', tags: [tag('otel.status_code', 'OK')] });
    expect(processes).toEqual({
      p1: { serviceName: 'shop/cart', tags: [tag('k8s.pod.name', 'cart-1')] },
      p2: { serviceName: 'shop/cart', tags: [tag('k8s.pod.name', 'cart-2')] },
    });
  });

  test.each(HOSTILE.map((value, i) => [value, i] as const))('with %j in every field', async (value, i) => {
    const { data } = await ask(grafana.trace(traceId(1000 + i)), tracesAnswer);
    const [span] = data[0].spans;
    expect(span.operationName).toBe(value);
    expect(data[0].processes[span.processID].serviceName).toBe(value);
    expect(span.tags).toContainEqual(tag(`key ${value}`, value));
    if (i % 4 === 1) {
      expect(span.logs[0].fields).toContainEqual(tag('exception.message', value));
    }
  });

  test.each([
    ['in capitals', RICH.toUpperCase()],
    ['without the zeros in front', RICH.slice(1)],
  ])('its id %s', async (_, id) => {
    expect((await ask(ui.trace(id), tracesAnswer)).data[0].traceID).toBe(RICH);
  });

  test.each([
    ['ms, as Grafana sends them', now - 3_600_000, now],
    ['µs', hour.start, hour.end],
    ['of another day', 1000, 2000],
  ])('the times beside its id are hints, and cut nothing: %s', async (_, start, end) => {
    const { data } = await ask(grafana.traceWithTimes(RICH, start, end), tracesAnswer);
    expect(data[0].spans).toHaveLength(3);
  });

  test('one that is not stored is 404: Grafana takes the first of an answer unseen', async () => {
    expect((await ask(grafana.trace('f'.repeat(32)), errorAnswer, 404)).errors[0].msg).toBe('trace not found');
  });

  test.each(['0', '0'.repeat(32), 'x', `${RICH}0`, '0af7%27', `${RICH}%20OR%201`, '%00'])('%s is no id', async (id) => {
    expect((await ask(ui.trace(id), errorAnswer, 400)).errors[0].msg).toMatch(/hexadecimal/);
  });

  test('several by id: what is missing is said of each', async () => {
    const { data, errors } = await ask(ui.tracesById([traceId(1), RICH, 'abc', traceId(1)]), tracesAnswer);
    expect(data.map(({ traceID }) => traceID)).toEqual([traceId(1), RICH]);
    expect(errors).toEqual([{ code: 404, msg: 'trace not found', traceID: traceId(0xabc) }]);
  });
});

describe('search', () => {
  const found = async (request: ConsumerRequest) =>
    (await ask(request, tracesAnswer)).data.map(({ traceID }) => traceID);

  test('the newest first, whole traces, as many as were wanted', async () => {
    const { data } = await ask(grafana.search({ service: 'mailer', limit: 3, ...hour }), tracesAnswer);
    expect(data.map(({ traceID }) => traceID)).toEqual([1, 2, 3].map(traceId));
    expect(data.every(({ spans }) => spans.length === 6)).toBe(true);
  });

  test('Jaeger UI’s own search, with fields that nobody filled in', async () => {
    expect(await found(ui.search('gateway', hour))).toHaveLength(SHOP.requests);
    expect(await found(ui.search('gateway', { ...hour, limit: 5 }))).toHaveLength(5);
  });

  const NONE = 0;
  const FAILED = SHOP.failed;
  const SLOW = SHOP.slow;
  test.each<[string, string, Parameters<typeof ui.search>[1], number]>([
    ['an operation', 'gateway', { operation: 'POST /order' }, SHOP.requests],
    ['an operation of another service', 'gateway', { operation: 'order' }, NONE],
    ['at least', 'gateway', { minDuration: '500ms' }, SLOW],
    ['at least, in two units', 'gateway', { minDuration: '0m0.5s' }, SLOW],
    ['at most', 'gateway', { operation: 'POST /order', maxDuration: '100000us' }, SHOP.requests - SLOW],
    ['between', 'gateway', { operation: 'call', minDuration: '80ms', maxDuration: '80ms' }, SHOP.requests - SLOW],
    ['a tag', 'gateway', { tags: { region: 'eu' } }, SLOW],
    ['two tags', 'gateway', { tags: { region: 'us', error: 'true' } }, FAILED],
    ['two tags of different spans', 'checkout', { tags: { 'db.namespace': 'orders', error: 'true' } }, NONE],
    ['a tag of the process', 'gateway', { tags: { 'service.version': '1.2' } }, SHOP.requests],
    ['a field of a log', 'checkout', { tags: { 'exception.type': 'NoStock' } }, FAILED],
    ['an event', 'checkout', { tags: { event: 'exception' } }, FAILED],
    ['no error', 'gateway', { operation: 'POST /order', tags: { error: 'false' } }, SHOP.requests - FAILED],
    ['a kind', 'checkout', { tags: { 'span.kind': 'producer' } }, SHOP.requests],
    ['a status', 'checkout', { tags: { 'otel.status_code': 'ERROR' } }, FAILED],
    ['a status message', 'gateway', { tags: { 'otel.status_description': 'boom' } }, FAILED],
    ['a tag that nobody has', 'gateway', { tags: { nobody: '' } }, NONE],
    ['a service that nobody has', 'nobody', {}, NONE],
    ['a kind of no name', 'checkout', { tags: { 'span.kind': "x' OR 1=1" } }, NONE],
  ])('%s', async (_, service, query, traces) => {
    expect(await found(ui.search(service, { ...hour, limit: 100, ...query }))).toHaveLength(traces);
  });

  test('Grafana sends tags as the map that it read from logfmt', async () => {
    const ids = await found(grafana.search({ service: 'gateway', limit: 20, ...hour }, { region: 'eu' }));
    expect(ids).toHaveLength(SHOP.slow);
  });

  test.each(NAMED)('for %j in every field', async (value, i) => {
    const tags = { [`key ${value}`]: value };
    expect(await found(ui.search(value, { ...hour, operation: value, tags }))).toEqual([traceId(1000 + i)]);
    expect(await found(ui.search(value, { ...hour, tags: { [value]: value } }))).toEqual([]);
  });

  test('without times it looks back as far as is configured, or asked for', async () => {
    expect(await found(ui.search('gateway', {}))).toHaveLength(SHOP.requests);
    expect(await found(ui.search('gateway', { lookback: '5m' }))).toEqual([]);
    expect(await found(ui.search('gateway', { lookback: 'custom' }))).toHaveLength(SHOP.requests);
  });

  test.each([
    ['at', 0, 5],
    ['1 ms before', 1000, 4],
  ])('a span %s the start of the range', async (_, microseconds, traces) => {
    // the requests began one second apart, the newest 600 s ago, and the mailer works 60 ms later
    const start = (now - 604_000 + 60) * 1000 + microseconds;
    expect(await found(grafana.search({ service: 'mailer', start, end: hour.end }))).toHaveLength(traces);
  });

  test.each<[string, string, RegExp]>([
    ['no service', 'start=1', /"service" is missing/],
    ['an empty service', 'service=&start=1', /"service" is missing/],
    ['a start that is none', 'service=x&start=now', /"start" must be a whole number/],
    ['a start after the end', 'service=x&start=2000000&end=1000000', /lies after/],
    ['a time in ns', 'service=x&end=1738368000000000000', /"end" must be a whole number/],
    ['a limit that is none', 'service=x&limit=-1', /"limit" must be a whole number/],
    ['a duration that is none', 'service=x&minDuration=long', /minDuration must be a duration/],
    ['a duration without a unit', 'service=x&maxDuration=5', /maxDuration must be a duration/],
    ['durations the wrong way round', 'service=x&minDuration=2s&maxDuration=1s', /longer than maxDuration/],
    ['tags that are no JSON', 'service=x&tags=error=true', /JSON object/],
    ['tags that are a list', 'service=x&tags=[]', /JSON object/],
    ['a tag that is a number', 'service=x&tags={"a":1}', /must be text/],
    ['a tag without a colon', 'service=x&tag=error', /key:value/],
    ['a trace id that is none', 'traceID=zz', /hexadecimal/],
  ])('%s: refused in words', async (_, query, words) => {
    const request = { ...ui.services(), path: `/jaeger/api/traces?${query}` };
    expect((await ask(request, errorAnswer, 400)).errors[0].msg).toMatch(words);
  });
});

describe('nothing is cut in silence', () => {
  const notesOf = ({ data, errors }: z.infer<typeof tracesAnswer>) => ({
    errors: (errors ?? []).map(({ msg }) => msg),
    trace: data[0]?.warnings ?? [],
    span: data[0]?.spans[0].warnings ?? [],
  });

  test.each<[string, Partial<JaegerLimits>, number, ConsumerRequest, RegExp]>([
    ['traces', { maxTraces: 2 }, 1e7, ui.search('gateway', { ...hour, limit: 20 }), /At most 2 traces/],
    ['time', { maxRangeMs: 900_000 }, 1e7, grafana.search({ service: 'gateway', ...hour }), /Only the last/],
    ['spans of an answer', { spansOfAnswer: 10 }, 1e7, ui.search('gateway', hour), /too large/],
    ['bytes of an answer', {}, 12_000, ui.search('gateway', hour), /too large/],
  ])('%s', async (_, limits, bytes, request, words) => {
    const limited = serverWith(limits, bytes);
    const answer = await ask(request, tracesAnswer, 200, limited);
    expect(answer.data.length).toBeGreaterThan(0);
    const { errors, trace, span } = notesOf(answer);
    for (const notes of [errors, trace, span]) {
      expect(notes.join()).toMatch(words);
    }
    await limited.close();
  });

  test('spans of a trace', async () => {
    const limited = serverWith({ spansOfTrace: 2 });
    const answer = await ask(ui.trace(RICH), tracesAnswer, 200, limited);
    expect(answer.data[0].spans.map(({ operationName }) => operationName)).toEqual(['GET /cart', 'SELECT']);
    expect(notesOf(answer)).toMatchObject({
      trace: [expect.stringMatching(/more than 2 spans/)],
      span: [expect.stringMatching(/more than 2 spans/)],
    });
    await limited.close();
  });

  test('a trace that no longer fits is not said to be unknown', async () => {
    const limited = serverWith({ spansOfAnswer: 6 });
    const { errors } = await ask(ui.tracesById([traceId(1), traceId(2)]), tracesAnswer, 200, limited);
    expect(errors).toEqual([{ code: 413, msg: expect.stringMatching(/too large/), traceID: traceId(2) }]);
    await limited.close();
  });

  test('a trace with three thousand matching spans does not hide the others', async () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({
      traceId: OTHER,
      spanId: (i + 1).toString(16).padStart(16, '0'),
      name: 'loop',
      startTimeUnixNano: String(BigInt(now - 10_000) * 1_000_000n + BigInt(i)),
      endTimeUnixNano: String(BigInt(now - 10_000) * 1_000_000n + BigInt(i)),
    }));
    const resource = { attributes: attributes({ 'service.name': 'mailer' }) };
    const response = await fetch(`${pipeline.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
    });
    expect(response.status).toBe(200);
    // ten spans a trace are looked at first: 200, all of the long one; then 2,000; then enough
    const { data } = await ask(ui.search('mailer', { ...hour, limit: 20 }), tracesAnswer);
    expect(data.map(({ traceID }) => traceID)).toEqual([
      OTHER,
      ...Array.from({ length: 19 }, (_, i) => traceId(i + 1)),
    ]);
    expect(data[0].warnings).toEqual([expect.stringMatching(/more than 1000 spans/)]);
  });
});

describe('dependencies', () => {
  const CALLS = [
    { parent: 'checkout', child: 'mailer', callCount: SHOP.requests },
    { parent: 'gateway', child: 'checkout', callCount: SHOP.requests },
  ];

  test.each([
    ['Grafana', grafana.dependencies(now - 3_600_000, now)],
    ['Jaeger UI', ui.dependencies(now)],
  ])('%s: who calls whom, counted once', async (_, request) => {
    expect((await ask(request, dependenciesAnswer)).data).toEqual(CALLS);
  });

  test('without times', async () => {
    const request = { ...ui.services(), path: '/jaeger/api/dependencies' };
    expect((await ask(request, dependenciesAnswer)).data).toEqual(CALLS);
  });

  test('a time that is too long is cut, and that is said where Grafana does not take it for a failure', async () => {
    const limited = serverWith({ maxRangeMs: 3_600_000 });
    const { warnings } = await ask(ui.dependencies(now), dependenciesAnswer, 200, limited);
    expect(warnings).toEqual([expect.stringMatching(/Only the last/)]);
    await limited.close();
  });
});

test('a part of Jaeger’s API that is not served says so in its shape', async () => {
  const request = { ...ui.services(), path: '/jaeger/api/metrics/latencies' };
  expect((await ask(request, errorAnswer, 404)).errors[0].msg).toMatch(/docs\/sidecar.md/);
});
