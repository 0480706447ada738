import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { pino } from 'pino';

import { createServer } from './createServer';
import { DEFAULT_TABLES } from '../../queries/tables';

const SECRET = 'sidecar-secret-0123456789';
const JAEGER = { 'x-girok-secret': 'jaeger-secret-0123456789' };
const LIMITS = {
  lookbackMs: 3_600_000,
  maxRangeMs: 86_400_000,
  maxTraces: 10,
  spansOfTrace: 100,
  spansOfAnswer: 200,
};

/** Stands where ClickHouse is: says what was asked, and answers as the test wants, or never. */
let clickhouse: Server;
let asked: Array<{ url: URL; sql: string; response: ServerResponse; closed: Promise<unknown> }>;
let nextQuestion: () => Promise<(typeof asked)[number]>;
let answer: ((response: ServerResponse) => void) | undefined;
let client: ClickHouseClient;
let server: FastifyInstance | undefined;
let log: string;
let ending: AbortController;

beforeEach(async () => {
  asked = [];
  answer = undefined;
  const waiting: Array<(question: (typeof asked)[number]) => void> = [];
  nextQuestion = () => new Promise((resolve) => waiting.push(resolve));
  clickhouse = createHttpServer(async (request, response) => {
    const closed = once(response, 'close');
    let sql = '';
    for await (const chunk of request) {
      sql += String(chunk);
    }
    const question = { url: new URL(request.url ?? '', 'http://x'), sql, response, closed };
    asked.push(question);
    waiting.shift()?.(question);
    answer?.(response);
  });
  await new Promise<void>((resolve) => clickhouse.listen(0, '127.0.0.1', resolve));
  const { port } = clickhouse.address() as AddressInfo;
  client = createClient({
    url: `http://127.0.0.1:${port}`,
    password: 'clickhouse-password',
    log: { level: ClickHouseLogLevel.OFF },
  });
});
afterEach(async () => {
  await server?.close();
  await client.close();
  clickhouse.closeAllConnections();
  await new Promise((resolve) => clickhouse.close(resolve));
});

function prepare(timeoutMs = 10_000, maxAnswerBytes = 1_000_000): void {
  log = '';
  ending = new AbortController();
  server = createServer({
    config: { timeoutMs, maxAnswerBytes, access: { sidecarSecret: SECRET, jaegerSecret: JAEGER['x-girok-secret'] } },
    client,
    tables: DEFAULT_TABLES,
    jaeger: LIMITS,
    log: pino({ level: 'debug' }, { write: (line) => (log += line) }),
    ending: ending.signal,
  });
}

/** Listening, because a client that goes away needs a connection. */
async function start(...limits: Parameters<typeof prepare>): Promise<string> {
  prepare(...limits);
  return server!.listen({ host: '127.0.0.1', port: 0 });
}

const rows =
  (...all: object[]) =>
  (response: ServerResponse) =>
    response.end(all.map((row) => JSON.stringify(row) + '\n').join(''));

const exception = (code: number, text: string) => (response: ServerResponse) =>
  response
    .writeHead(500, { 'x-clickhouse-exception-code': String(code) })
    .end(`Code: ${code}. DB::Exception: ${text}. (SOME_ERROR) (version 26.1)\n`);

test('a query may only read, and is cancelled by ClickHouse when its connection closes', async () => {
  const url = await start();
  answer = rows({ name: 'a' }, { name: 'b' });
  const response = await fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  expect(await response.json()).toMatchObject({ data: ['a', 'b'], total: 2, errors: null });
  const { searchParams } = asked[0].url;
  expect(searchParams.get('readonly')).toBe('2');
  expect(searchParams.get('cancel_http_readonly_queries_on_client_close')).toBe('1');
  expect(searchParams.get('wait_end_of_query')).toBe('1');
  expect(searchParams.get('query_id')).toMatch(/^girok-serve-/);
});

test('the client goes away: the query ends', async () => {
  const url = await start();
  const gone = new AbortController();
  const question = nextQuestion();
  const request = fetch(`${url}/jaeger/api/services`, { headers: JAEGER, signal: gone.signal });
  const { closed } = await question;
  gone.abort();
  await expect(request).rejects.toThrow();
  await closed;
});

test('the time is up: the query ends, and the caller hears of it', async () => {
  const url = await start(50);
  const question = nextQuestion();
  const request = fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  const { closed } = await question;
  const response = await request;
  expect(response.status).toBe(504);
  expect((await response.json()).errors[0].msg).toMatch(/no answer within 0.05 s/);
  await closed;
});

test('the time is up in the middle of an answer', async () => {
  const url = await start(200);
  answer = (response) => response.write('{"name":"a"}\n');
  const response = await fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  expect(response.status).toBe(504);
  await asked[0].closed;
});

test('the server ends: what runs is finished, and after its time stopped', async () => {
  const url = await start();
  const question = nextQuestion();
  const request = fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  await question;
  const closed = server!.close();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  ending.abort();
  const response = await request;
  expect(response.status).toBe(503);
  expect((await response.json()).errors[0].msg).toMatch(/stopping/);
  await closed;
  server = undefined;
});

test('an answer that is too large is refused, not cut', async () => {
  const url = await start(10_000, 1000);
  answer = rows(...Array.from({ length: 100 }, (_, i) => ({ name: `service-${i}` })));
  const response = await fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  expect(response.status).toBe(422);
  expect((await response.json()).errors[0].msg).toContain('GIROK_SERVE_ANSWER_MB');
});

test.each<[string, (response: ServerResponse) => void, number, RegExp]>([
  ['it takes too long', exception(159, 'Timeout exceeded: secret SQL'), 504, /shorter time/],
  ['it reads too much', exception(158, 'Limit for rows exceeded'), 422, /reads too much/],
  ['there is no table', exception(60, 'Table otel.x does not exist'), 503, /girok migrate up/],
  ['the password is wrong', exception(516, 'Authentication failed'), 503, /girok doctor/],
  ['anything else', exception(47, 'Unknown identifier secret SQL'), 502, /log of girok/],
  ['it hangs up', (response) => response.destroy(), 503, /does not answer/],
])('ClickHouse fails: %s', async (_, fails, status, words) => {
  const url = await start();
  answer = fails;
  const response = await fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text).errors).toEqual([{ code: status, msg: expect.stringMatching(words) }]);
  expect(text).not.toContain('secret SQL');
});

test('of long answers one at a time is kept in memory: until the first is read, the second waits, and short ones do not', async () => {
  const url = await start(20_000, 64 * 2 ** 20);
  const services = () => fetch(`${url}/jaeger/api/services`, { headers: JAEGER });
  // more than the buffers of a connection hold
  answer = rows(...Array.from({ length: 24 }, (_, i) => ({ name: `${i}`.padEnd(2 ** 20, 'x') })));
  const first = await services();
  let isAnswered = false;
  const question = nextQuestion();
  const second = services().finally(() => (isAnswered = true));
  await question;
  answer = rows({ name: 'a' });
  for (let i = 0; i < 50; i++) {
    expect((await (await services()).json()).total).toBe(1);
  }
  expect(isAnswered).toBe(false);
  expect((await first.json()).total).toBe(24);
  expect((await (await second).json()).total).toBe(24);
});

describe('probes', () => {
  test('ready', async () => {
    const url = await start();
    answer = rows();
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ready: true,
      parts: { clickhouse: { ready: true }, tables: { ready: true } },
    });
  });

  test('the part that is not ready says so, and it lives nevertheless', async () => {
    const url = await start();
    answer = exception(60, 'Table otel.otel_audit_traces does not exist');
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect((await response.json()).parts.tables).toEqual({ ready: false, detail: expect.stringMatching(/migrate up/) });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('a ClickHouse that hangs takes the patience of one question: both are asked at once', async () => {
    const url = await start();
    const both = [nextQuestion(), nextQuestion()];
    const response = fetch(`${url}/readyz`);
    (await Promise.all(both)).forEach((question) => rows()(question.response));
    expect((await response).status).toBe(200);
  });

  test('a hundred probes ask ClickHouse once', async () => {
    const url = await start();
    answer = rows();
    await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/readyz`)));
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

describe('what is not served', () => {
  test.each<[string, string, number, 'message' | 'errors']>([
    ['GET', '/', 404, 'message'],
    ['GET', '/healthz/', 404, 'message'],
    ['GET', '/HEALTHZ', 404, 'message'],
    ['POST', '/healthz', 404, 'message'],
    ['GET', '//healthz', 404, 'message'],
    ['GET', '/jaeger/../healthz', 404, 'message'],
    ['GET', '/jaeger/api/../../identity', 404, 'errors'],
    ['GET', '/jaeger/api/%2e%2e/%2e%2e/healthz', 404, 'errors'],
    ['GET', '/jaeger/api/services/x', 404, 'errors'],
    ['POST', '/jaeger/api/archive/1', 404, 'errors'],
    ['GET', '/jaeger/api/traces/1/2', 404, 'errors'],
    ['GET', '/%', 400, 'message'],
  ])('%s %s', async (method, path, status, shape) => {
    const { hostname, port } = new URL(await start());
    const request = httpRequest({ hostname, port, method, path, headers: JAEGER, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(status);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    let body = '';
    for await (const chunk of response) {
      body += String(chunk);
    }
    expect(JSON.parse(body)).toHaveProperty(shape);
  });

  test('a body that is too large is refused before anybody reads it', async () => {
    prepare();
    const read = jest.fn(async () => ({}));
    server!.post('/later', { config: { access: 'public' } }, read);
    const response = await server!.inject({ method: 'POST', url: '/later', payload: { a: 'x'.repeat(300_000) } });
    expect(response.statusCode).toBe(413);
    expect(read).not.toHaveBeenCalled();
  });
});

test('the log tells of requests without what people looked for, and without secrets', async () => {
  const url = await start();
  answer = exception(47, 'nothing');
  await fetch(`${url}/jaeger/api/services/my-service/operations`, { headers: JAEGER });
  await fetch(`${url}/jaeger/api/traces?service=my-service&tags=${encodeURIComponent('{"user":"ana"}')}`, {
    headers: {
      authorization: `Bearer ${JAEGER['x-girok-secret']}`,
      'x-girok-secret': SECRET,
      cookie: 'session=abcdef',
    },
  });
  expect(log).toContain('"route":"/jaeger/api/services/*"');
  expect(log).not.toMatch(/my-service|ana|sidecar-secret|jaeger-secret|clickhouse-password|abcdef/);
});
