import { createClient } from '@clickhouse/client';
import { type FastifyInstance } from 'fastify';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';

import { createServer } from './createServer';
import { type KeyTimes } from './grafanaIdentity';
import { type AccessConfig } from './serveConfig';
import { EDITOR, nowS, signingGrafana, type SigningGrafana } from './signedForTest';
import { DEFAULT_TABLES } from '../../queries/tables';

const SECRET = 'sidecar-secret-0123456789';
const JAEGER_SECRET = 'jaeger-secret-0123456789';
const LIMITS = { lookbackMs: 1, maxRangeMs: 1, maxTraces: 1, spansOfTrace: 1, spansOfAnswer: 1 };

let grafana: SigningGrafana;
let server: FastifyInstance;
let log: string;
const client = createClient({ url: 'http://127.0.0.1:9' });

beforeEach(async () => {
  grafana = await signingGrafana();
  server = serverWith({});
});
afterEach(async () => {
  await server.close();
  await grafana.close();
});
afterAll(() => client.close());

function serverWith(access: Partial<AccessConfig>, keyTimes: Partial<KeyTimes> = {}): FastifyInstance {
  log = '';
  return createServer({
    config: {
      timeoutMs: 10_000,
      maxAnswerBytes: 1000,
      access: {
        sidecarSecret: SECRET,
        grafana: { issuer: grafana.issuer, jwksUrl: grafana.jwksUrl, orgId: 1 },
        ...access,
      },
    },
    client,
    tables: DEFAULT_TABLES,
    jaeger: LIMITS,
    log: pino({ level: 'debug' }, { write: (line) => (log += line) }),
    keyTimes,
  });
}

const ask = (headers: Record<string, string>, url = '/identity') => server.inject({ url, headers });
const withToken = (token: string) => ask({ 'x-girok-secret': SECRET, 'x-grafana-id': token });

test('secret and token: the identity is what Grafana signed', async () => {
  const response = await withToken(await grafana.sign());
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    userUid: 'fe3k2uid',
    login: 'eve',
    email: 'eve@example.org',
    name: 'Eve Editor',
    role: 'Editor',
    orgId: 1,
  });
});

test('what the caller says about himself without a signature counts for nothing', async () => {
  const response = await ask({
    'x-girok-secret': SECRET,
    'x-grafana-id': await grafana.sign({ role: 'Viewer' }),
    'x-grafana-org-id': '7',
    'x-grafana-user': 'admin',
    'x-grafana-context': '{"OrgRole":"Admin","Login":"admin"}',
  });
  expect(response.json()).toMatchObject({ login: 'eve', role: 'Viewer', orgId: 1 });
});

describe('secrets', () => {
  test.each([
    ['none', {}],
    ['another', { 'x-girok-secret': 'another-secret-0123456789' }],
    ['the beginning of it', { 'x-girok-secret': SECRET.slice(0, -1) }],
    ['it and more', { 'x-girok-secret': SECRET + 'x' }],
    ['empty', { 'x-girok-secret': '' }],
    ['as a bearer token, which is for the Jaeger API', { authorization: `Bearer ${SECRET}` }],
    ['that of the Jaeger API', { 'x-girok-secret': JAEGER_SECRET }],
  ])('%s: refused, whatever the token', async (_, headers) => {
    server = serverWith({ jaegerSecret: JAEGER_SECRET });
    const response = await ask({ ...(headers as Record<string, string>), 'x-grafana-id': await grafana.sign() });
    expect(response.statusCode).toBe(401);
    expect(grafana.asked()).toBe(0);
  });
});

/** Each is a token that must not be accepted, the status, and words of the reason. */
const HOSTILE: Array<[string, () => Promise<string> | string, number, RegExp]> = [
  ['missing', () => '', 401, /there is none/],
  ['garbage', () => 'garbage', 401, /no signed token/],
  ['three parts of garbage', () => 'a.b.c', 401, /no signed token/],
  ['ten kilobytes of garbage', () => 'x'.repeat(10_000), 401, /no signed token/],
  ['two tokens', async () => `${await grafana.sign()}, ${await grafana.sign()}`, 401, /no signed token/],
  [
    'alg none',
    () => new UnsecuredJWT({ ...EDITOR, iss: grafana.issuer, iat: nowS(), exp: nowS() + 600 }).encode(),
    401,
    /not accepted/,
  ],
  [
    'HS256, with the public key as secret',
    () =>
      new SignJWT({ ...EDITOR, iss: grafana.issuer, iat: nowS(), exp: nowS() + 600 })
        .setProtectedHeader({ alg: 'HS256', kid: 'id-2026-1-es256' })
        .sign(new TextEncoder().encode(JSON.stringify(grafana.publicJwk()))),
    401,
    /ES256/,
  ],
  [
    'another key under the same name',
    async () => {
      const { privateKey } = await generateKeyPair('ES256');
      return new SignJWT({ ...EDITOR, iss: grafana.issuer, iat: nowS(), exp: nowS() + 600 })
        .setProtectedHeader({ alg: 'ES256', kid: 'id-2026-1-es256' })
        .sign(privateKey);
    },
    401,
    /signature/,
  ],
  [
    'a key that the token brings along',
    async () => {
      const { privateKey } = await generateKeyPair('ES256');
      return new SignJWT({ ...EDITOR, iss: grafana.issuer, iat: nowS(), exp: nowS() + 600 })
        .setProtectedHeader({ alg: 'ES256', kid: 'mine', jku: 'http://127.0.0.1:9/', jwk: { kty: 'EC' } })
        .sign(privateKey);
    },
    401,
    /no key of that name/,
  ],
  [
    'claims changed after signing',
    async () => {
      const [head, , signature] = (await grafana.sign()).split('.');
      const claims = { ...EDITOR, iss: grafana.issuer, iat: nowS(), exp: nowS() + 600, role: 'Admin' };
      return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    },
    401,
    /signature/,
  ],
  ['another issuer', () => grafana.sign({ iss: 'http://other.example/' }), 401, /GIROK_GRAFANA_ISSUER/],
  ['the issuer without its slash', () => grafana.sign({ iss: grafana.issuer.slice(0, -1) }), 401, /ISSUER/],
  ['another organisation', () => grafana.sign({ aud: 'org:2' }), 401, /organisation/],
  ['two organisations', () => grafana.sign({ aud: ['org:1', 'org:2'] }), 401, /organisation/],
  ['no audience', () => grafana.sign({ aud: undefined }), 401, /organisation/],
  ['expired', () => grafana.sign({ iat: nowS() - 700, exp: nowS() - 100 }), 401, /expired/],
  ['without an expiry', () => grafana.sign({ exp: undefined }), 401, /"exp"/],
  ['without a time of issue', () => grafana.sign({ iat: undefined }), 401, /future|"iat"/],
  ['issued in the future', () => grafana.sign({ iat: nowS() + 300, exp: nowS() + 900 }), 401, /future/],
  ['not yet valid', () => grafana.sign({ nbf: nowS() + 300 }), 401, /not valid yet/],
  ['old, with an expiry in ten years', () => grafana.sign({ iat: nowS() - 86_400, exp: nowS() + 3e8 }), 401, /expired/],
  [
    'a service account',
    () => grafana.sign({ type: 'service-account', sub: 'service-account:4', username: undefined }),
    403,
    /Only users/,
  ],
  ['anonymous', () => grafana.sign({ type: 'anonymous', sub: 'anonymous:0', role: 'Viewer' }), 403, /Only users/],
  ['a user by type and a service account by subject', () => grafana.sign({ sub: 'service-account:4' }), 403, /sub/],
  ['without a role', () => grafana.sign({ role: undefined }), 403, /role/],
  ['with the role None', () => grafana.sign({ role: 'None' }), 403, /role/],
  ['with a role of no name', () => grafana.sign({ role: 'Root' }), 403, /role/],
  ['without an id of the user', () => grafana.sign({ identifier: '' }), 403, /identifier/],
];

test.each(HOSTILE)('token: %s', async (_, token, status, words) => {
  const sent = await token();
  const response = await withToken(sent);
  expect(response.statusCode).toBe(status);
  expect(response.json().message).toMatch(words);
  // denied, logged, and neither the token nor the secret is in the log or the answer
  expect(log).toContain(`"status":${status}`);
  for (const secret of [SECRET, ...(sent.length > 20 ? sent.split('.') : [])].filter((one) => one.length > 8)) {
    expect(log + response.body).not.toContain(secret);
  }
});

describe('keys', () => {
  test('are read once for many requests', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => grafana.sign()));
    const answers = await Promise.all(tokens.map(withToken));
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(grafana.asked()).toBe(1);
  });

  test('a new one is looked for', async () => {
    server = serverWith({}, { refreshFloorMs: 0 });
    await withToken(await grafana.sign());
    const before = await grafana.sign();
    await grafana.rotate();
    expect((await withToken(await grafana.sign())).statusCode).toBe(200);
    expect(grafana.asked()).toBe(2);
    // and the old one is gone
    expect((await withToken(before)).statusCode).toBe(401);
  });

  test('are read again for one that was replaced under its name, and the old one is gone at that', async () => {
    server = serverWith({}, { refreshFloorMs: 0 });
    const before = await grafana.sign();
    expect((await withToken(before)).statusCode).toBe(200);
    await grafana.rotate('same');
    expect((await withToken(await grafana.sign())).statusCode).toBe(200);
    expect(grafana.asked()).toBe(2);
    const refused = await withToken(before);
    expect([refused.statusCode, refused.json().message]).toEqual([
      401,
      expect.stringContaining('its signature is wrong'),
    ]);
  });

  /** The token with another signature. */
  const forged = (token: string) => token.slice(0, -6) + (token.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA');

  test('but not at every signature that is wrong', async () => {
    server = serverWith({}, { refreshFloorMs: 60_000 });
    const good = await grafana.sign();
    await withToken(good);
    for (let i = 0; i < 10; i++) {
      expect((await withToken(forged(good))).statusCode).toBe(401);
    }
    expect(grafana.asked()).toBe(1);
  });

  test('and those that are known stay when they cannot be read again', async () => {
    server = serverWith({}, { refreshFloorMs: 0, failureFloorMs: 0 });
    const good = await grafana.sign();
    await withToken(good);
    grafana.answerWith(503, '');
    expect((await withToken(forged(good))).statusCode).toBe(401);
    expect((await withToken(good)).statusCode).toBe(200);
  });

  test('but not at every unknown name', async () => {
    server = serverWith({}, { refreshFloorMs: 60_000 });
    await withToken(await grafana.sign());
    for (let i = 0; i < 10; i++) {
      expect((await withToken(await grafana.sign({}, { kid: `unknown-${i}` }))).statusCode).toBe(401);
    }
    expect(grafana.asked()).toBe(1);
  });

  test.each([
    ['an error', 500, '{}'],
    ['a page in their place', 200, '<html>login</html>'],
    ['no keys', 200, '{"keys":"none"}'],
    ['a redirect', 302, ''],
  ])('%s: nobody is let in, and Grafana is not asked again at once', async (_, status, text) => {
    grafana.answerWith(status, text);
    server = serverWith({}, { failureFloorMs: 60_000 });
    for (let i = 0; i < 5; i++) {
      const response = await withToken(await grafana.sign());
      expect(response.statusCode).toBe(503);
      expect(response.json().message).toMatch(/keys of Grafana cannot be read/);
    }
    expect(grafana.asked()).toBe(1);
  });

  test('Grafana is away: nobody is let in; when it is back, people are', async () => {
    const token = await grafana.sign();
    const gone = await signingGrafana();
    await gone.close();
    server = serverWith({ grafana: { issuer: grafana.issuer, jwksUrl: gone.jwksUrl, orgId: 1 } });
    const response = await withToken(token);
    expect(response.statusCode).toBe(503);
    expect(log).toContain('ECONNREFUSED');
    grafana.answerWith(503, '');
    server = serverWith({}, { failureFloorMs: 0 });
    expect((await withToken(token)).statusCode).toBe(503);
    await grafana.rotate();
    expect((await withToken(await grafana.sign())).statusCode).toBe(200);
  });

  test('known ones are enough while Grafana is away', async () => {
    await withToken(await grafana.sign());
    grafana.answerWith(503, '');
    expect((await withToken(await grafana.sign())).statusCode).toBe(200);
  });

  test('no issuer is configured: nobody is let in', async () => {
    server = serverWith({ grafana: undefined });
    const response = await withToken(await grafana.sign());
    expect(response.statusCode).toBe(503);
    expect(response.json().message).toContain('GIROK_GRAFANA_ISSUER');
  });
});

describe('the Jaeger API', () => {
  const URL = '/jaeger/api/traces/xyz';
  /** Past the gate, the id is refused as none. */
  const IN = 400;

  test.each<[string, string | undefined, () => Promise<Record<string, string>>, number]>([
    ['nothing', JAEGER_SECRET, async () => ({}), 401],
    ['its secret', JAEGER_SECRET, async () => ({ 'x-girok-secret': JAEGER_SECRET }), IN],
    ['its secret as a bearer token', JAEGER_SECRET, async () => ({ authorization: `Bearer ${JAEGER_SECRET}` }), IN],
    ['its secret as a basic password', JAEGER_SECRET, async () => ({ authorization: `Basic ${JAEGER_SECRET}` }), 401],
    ['its secret, none being configured', undefined, async () => ({ 'x-girok-secret': JAEGER_SECRET }), 401],
    ['the sidecar’s secret alone', JAEGER_SECRET, async () => ({ 'x-girok-secret': SECRET }), 401],
    ['the sidecar’s secret alone, none being configured', undefined, async () => ({ 'x-girok-secret': SECRET }), 401],
    [
      'the sidecar’s secret and an identity',
      undefined,
      async () => ({ 'x-girok-secret': SECRET, 'x-grafana-id': await grafana.sign() }),
      IN,
    ],
    [
      'the sidecar’s secret and a service account',
      undefined,
      async () => ({ 'x-girok-secret': SECRET, 'x-grafana-id': await grafana.sign({ type: 'service-account' }) }),
      403,
    ],
  ])('%s', async (_, jaegerSecret, headers, status) => {
    server = serverWith({ jaegerSecret });
    const response = await ask(await headers(), URL);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({
      data: null,
      total: 0,
      limit: 0,
      offset: 0,
      errors: [{ code: status, msg: expect.any(String) }],
    });
    expect(log).not.toMatch(new RegExp(`${SECRET}|${JAEGER_SECRET}`));
  });

  test('its secret opens nothing else', async () => {
    server = serverWith({ jaegerSecret: JAEGER_SECRET });
    const headers = { 'x-girok-secret': JAEGER_SECRET, authorization: `Bearer ${JAEGER_SECRET}` };
    expect((await ask({ ...headers, 'x-grafana-id': await grafana.sign() })).statusCode).toBe(401);
  });
});

test('every address but the two probes asks who is there', async () => {
  await server.ready();
  const routes = server.printRoutes({ commonPrefix: false }).match(/\(GET\)/g) ?? [];
  expect(routes).toHaveLength(GUARDED.length + 2);
  for (const url of GUARDED) {
    expect((await ask({}, url)).statusCode).toBe(401);
  }
  expect((await ask({}, '/healthz')).statusCode).toBe(200);
});

const GUARDED = [
  '/identity',
  '/jaeger/api/services',
  '/jaeger/api/services/x/operations',
  '/jaeger/api/operations?service=x',
  '/jaeger/api/traces?service=x',
  '/jaeger/api/traces/1',
  '/jaeger/api/dependencies',
];
