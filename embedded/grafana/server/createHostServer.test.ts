import { type FastifyInstance } from 'fastify';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { BOOT_DATA_ELEMENT } from '../bootData';
import { createHostServer } from './createHostServer';
import { type HealthReport } from './hostServerOptions';

const SETTINGS = '/api/plugins/girok-telemetry-app/settings';
const STORAGE = '/apis/userstorage.grafana.app/v0alpha1/namespaces/default/user-storage';
const PLUGIN_JSON = {
  id: 'girok-telemetry-app',
  type: 'app',
  name: 'Girok Telemetry',
  info: {
    version: '1.2.3',
    updated: '2026-01-01',
    description: '</script><script>alert(1)</script>',
    logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
  },
  includes: [{ type: 'page', name: 'Overview', path: '/a/%PLUGIN_ID%/overview', addToNav: true, defaultNav: true }],
};

let dir: string;
let server: FastifyInstance;
let health: HealthReport;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'girok-host-'));
  await mkdir(path.join(dir, 'dist/img'), { recursive: true });
  await mkdir(path.join(dir, 'host'));
  await writeFile(path.join(dir, 'secret.txt'), 'secret');
  await writeFile(path.join(dir, 'dist/plugin.json'), JSON.stringify(PLUGIN_JSON));
  await writeFile(path.join(dir, 'dist/module.js'), 'define([], () => ({}));\r\n');
  await writeFile(path.join(dir, 'dist/156.db8039f145.js'), 'chunk');
  await writeFile(path.join(dir, 'dist/.hidden'), 'hidden');
  await writeFile(
    path.join(dir, 'host/manifest.json'),
    JSON.stringify({ inputs: 'x', boot: 'boot-AAAAAAAA.js', script: 'host-BBBBBBBB.js', style: 'host-CCCCCCCC.css' })
  );
  await writeFile(path.join(dir, 'host/host-BBBBBBBB.js'), 'page');
  health = { ready: true, parts: { clickhouse: { ready: true } } };
  server = await createHostServer({
    pluginDist: path.join(dir, 'dist'),
    hostDir: path.join(dir, 'host'),
    clickhouse: { url: 'http://127.0.0.1:9', username: 'default', password: 'pass-word', database: 'otel' },
    dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse' },
    settingsFile: path.join(dir, 'state/settings.json'),
    ordersPage: () => 'http://127.0.0.1:1',
    health: async () => health,
  });
});

afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const HEADERS = { host: '127.0.0.1:3000' };
const get = (url: string, headers: Record<string, string> = {}) =>
  server.inject({ url, headers: { ...HEADERS, ...headers } });
const send = (
  method: 'POST' | 'PATCH' | 'DELETE' | 'PUT',
  url: string,
  payload: object,
  headers: Record<string, string> = {}
) => server.inject({ method, url, payload, headers: { ...HEADERS, ...headers } });

async function bootData() {
  const { body } = await get('/a/girok-telemetry-app/overview');
  const json =
    new RegExp(`<script type="application/json" id="${BOOT_DATA_ELEMENT}">(.*?)</script>`).exec(body)?.[1] ?? '';
  return JSON.parse(json);
}

describe('the page', () => {
  test.each(['/', '/a/girok-telemetry-app/audit?from=now-1h', '/plugins/girok-telemetry-app', '/explore'])(
    'stands on %s',
    async (url) => {
      const response = await get(url);
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(response.body).toContain('<base href="/">');
      expect(response.body).toContain('/host/host-BBBBBBBB.js');
    }
  );

  test('carries plugin.json, settings and data source, and text in them cannot end the script', async () => {
    expect(await bootData()).toEqual({
      dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse', defaultDatabase: 'otel' },
      plugin: { json: PLUGIN_JSON, settings: { enabled: true, pinned: true, jsonData: {}, secureJsonFields: {} } },
      ordersPage: 'http://127.0.0.1:1',
    });
  });

  test('never carries the password', async () => {
    expect((await get('/')).body).not.toContain('pass-word');
  });

  test.each([
    [
      'no build',
      () => rm(path.join(dir, 'dist'), { recursive: true }),
      /there is no plugin.json in dist\/, so the plugin is not built yet/,
    ],
    [
      'half a file',
      () => writeFile(path.join(dir, 'dist/plugin.json'), '{"id":'),
      /plugin.json is not that of girok-telemetry-app/,
    ],
    [
      'another plugin',
      () => writeFile(path.join(dir, 'dist/plugin.json'), '{"id":"other"}'),
      /plugin.json is not that of girok-telemetry-app.*id/s,
    ],
  ])('%s: the page still comes and knows why', async (_, breakIt, problem) => {
    await breakIt();
    expect((await bootData()).plugin.problem).toMatch(problem);
  });

  test('says how to build it while it is not built', async () => {
    await rm(path.join(dir, 'host/manifest.json'));
    const response = await get('/');
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('npm run build:host');
  });
});

describe('files', () => {
  test('the build is served byte by byte', async () => {
    const response = await get('/public/plugins/girok-telemetry-app/module.js');
    expect(response.rawPayload.equals(await readFile(path.join(dir, 'dist/module.js')))).toBe(true);
    expect(response.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    ['/public/plugins/girok-telemetry-app/module.js', 'no-cache'],
    ['/public/plugins/girok-telemetry-app/156.db8039f145.js', 'public, max-age=31536000, immutable'],
    ['/host/host-BBBBBBBB.js', 'public, max-age=31536000, immutable'],
  ])('%s is cached as its name allows: %s', async (url, cacheControl) => {
    const response = await get(url);
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe(cacheControl);
  });

  test.each([
    '/public/plugins/girok-telemetry-app/../secret.txt',
    '/public/plugins/girok-telemetry-app/%2e%2e/secret.txt',
    '/public/plugins/girok-telemetry-app/..%2fsecret.txt',
    '/public/plugins/girok-telemetry-app/img/..%5c..%5csecret.txt',
    '/public/plugins/girok-telemetry-app/%2fetc%2fpasswd',
    '/public/plugins/girok-telemetry-app/.hidden',
    '/public/plugins/girok-telemetry-app/module.js%00.png',
    '/public/build/img/icons/%2e%2e/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/public/fonts/inter/..%2f..%2fpackage.json',
    '/host/..%2fsecret.txt',
  ])('%s leads nowhere', async (url) => {
    const response = await get(url);
    expect(response.body).not.toMatch(/secret\n?$|hidden$|root:|"dependencies"/);
    expect(response.body).not.toContain('"license"');
  });

  test.each([
    ['an icon that the package ships', '/public/build/img/icons/unicons/cog.svg', /<svg/],
    ['an icon of our own', '/public/build/img/icons/unicons/home.svg', /<path/],
    ['any other icon', '/public/build/img/icons/unicons/no-such-icon.svg', /<circle/],
  ])('%s', async (_, url, body) => {
    const response = await get(url);
    expect(response.headers['content-type']).toBe('image/svg+xml');
    expect(response.body).toMatch(body);
  });

  test('fonts under the names that Grafana asks for', async () => {
    const response = await get('/public/fonts/inter/Inter-Medium.woff2');
    expect(response.rawPayload.subarray(0, 4).toString()).toBe('wOF2');
  });

  test('a missing file is 404 and not the page', async () => {
    expect((await get('/public/plugins/girok-telemetry-app/gone.js')).statusCode).toBe(404);
    expect((await get('/public/anything')).statusCode).toBe(404);
  });
});

describe('who may talk to it', () => {
  test.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000'])('Host %s', async (host) => {
    expect((await get('/api/user', { host })).statusCode).toBe(200);
  });

  test.each(['evil.example', '127.0.0.1.evil.example:3000', 'localhost.evil.example', '10.0.0.1:3000'])(
    'not Host "%s"',
    async (host) => {
      const response = await get('/api/user', { host });
      expect(response.statusCode).toBe(403);
      expect(response.json().message).toContain('is not this machine');
    }
  );

  test.each(['http://evil.example', 'http://127.0.0.1:4000', 'https://127.0.0.1:3000', 'null'])(
    'not Origin %s',
    async (origin) => {
      expect((await send('POST', SETTINGS, { jsonData: {} }, { origin })).statusCode).toBe(403);
      expect((await get('/', { origin })).statusCode).toBe(403);
    }
  );

  test('its own Origin', async () => {
    expect((await send('POST', SETTINGS, { jsonData: {} }, { origin: 'http://127.0.0.1:3000' })).statusCode).toBe(200);
  });

  test('security headers on every answer, refusals included', async () => {
    for (const response of [await get('/'), await get('/api/nothing'), await get('/', { host: 'evil.example' })]) {
      expect(response.headers['content-security-policy']).toContain("script-src 'self';");
      expect(response.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('a body of more than a megabyte is refused', async () => {
    expect((await send('POST', SETTINGS, { jsonData: { text: 'x'.repeat(1024 * 1024) } })).statusCode).toBe(413);
  });
});

describe('plugin settings', () => {
  test('are kept, and secret values never come back', async () => {
    await send('POST', SETTINGS, {
      enabled: true,
      pinned: false,
      jsonData: { database: 'otel' },
      secureJsonData: { token: 'hush-hush' },
    });
    const response = await get(SETTINGS);
    expect(response.json()).toEqual({
      id: 'girok-telemetry-app',
      type: 'app',
      enabled: true,
      pinned: false,
      jsonData: { database: 'otel' },
      secureJsonFields: { token: true },
    });
    expect((await get('/')).body).not.toContain('hush-hush');
  });

  test('a secret that an update does not name stays', async () => {
    await send('POST', SETTINGS, { jsonData: {}, secureJsonData: { token: 'hush' } });
    await send('POST', SETTINGS, { jsonData: { a: 1 } });
    expect((await get(SETTINGS)).json()).toMatchObject({ jsonData: { a: 1 }, secureJsonFields: { token: true } });
    expect(await readFile(path.join(dir, 'state/settings.json'), 'utf8')).toContain('hush');
  });

  test('updates at the same time are all written', async () => {
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => send('POST', SETTINGS, { jsonData: {}, secureJsonData: { [name]: 'x' } }))
    );
    expect((await get(SETTINGS)).json().secureJsonFields).toEqual({ a: true, b: true, c: true, d: true });
  });

  test.each([
    ['jsonData is text', { jsonData: 'x' }, /jsonData/],
    ['a secret is a number', { jsonData: {}, secureJsonData: { token: 1 } }, /secureJsonData.token/],
    ['enabled is text', { enabled: 'yes' }, /enabled/],
  ])('%s: refused by name', async (_, payload, message) => {
    const response = await send('POST', SETTINGS, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().message).toMatch(message);
  });

  test('a damaged file is not overwritten', async () => {
    await mkdir(path.join(dir, 'state'));
    await writeFile(path.join(dir, 'state/settings.json'), '{"half":');
    const response = await send('POST', SETTINGS, { jsonData: {} });
    expect(response.statusCode).toBe(500);
    expect(response.json().message).toContain('settings.json cannot be read');
    expect(await readFile(path.join(dir, 'state/settings.json'), 'utf8')).toBe('{"half":');
  });
});

describe('data sources', () => {
  test('the list and the one', async () => {
    const [listed] = (await get('/api/datasources')).json();
    expect(listed).toMatchObject({
      uid: 'girok-clickhouse',
      name: 'Girok ClickHouse',
      type: 'grafana-clickhouse-datasource',
    });
    expect((await get('/api/datasources/uid/girok-clickhouse')).json()).toEqual(listed);
    expect(JSON.stringify(listed)).not.toContain('pass-word');
  });

  test.each(['/api/datasources/uid/other', '/api/datasources/uid/other/health'])(
    '%s names the one there is',
    async (url) => {
      const response = await get(url);
      expect(response.statusCode).toBe(404);
      expect(response.json().message).toBe(
        'The embedded preview has no data source "other"; it has "girok-clickhouse".'
      );
    }
  );

  test('health says what is wrong when ClickHouse is not there', async () => {
    const response = await get('/api/datasources/uid/girok-clickhouse/health');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      status: 'ERROR',
      message: expect.stringMatching(/ClickHouse at http:\/\/127.0.0.1:9 does not answer: .*ECONNREFUSED/),
    });
  });
});

describe('queries without an engine', () => {
  const ask = (query: object) =>
    send('POST', '/api/ds/query', { queries: [{ refId: 'A', ...query }], from: '0', to: '1000' });

  test.each([
    ['ClickHouse is not there', { rawSql: 'SELECT 1' }, /error querying the database: .*ECONNREFUSED/],
    ['a macro is used wrongly', { rawSql: 'SELECT $__timeFilter()' }, /\$__timeFilter expected 1 argument/],
    ['there is no SQL', { rawSql: ' ' }, /no rawSql/],
    ['the data source is another', { rawSql: 'SELECT 1', datasource: { uid: 'loki' } }, /no data source "loki"/],
  ])('%s: HTTP 400 with the error at its query', async (_, query, error) => {
    const response = await ask(query);
    expect(response.statusCode).toBe(400);
    expect(response.json().results.A).toEqual({
      status: 500,
      error: expect.stringMatching(error),
      errorSource: 'downstream',
      frames: [],
    });
  });

  test.each([
    ['format 9', { queries: [{ rawSql: 'SELECT 1', format: 9 }], from: '0', to: '1' }, /invalid format value/],
    ['no queries', { queries: [], from: '0', to: '1' }, /queries/],
    ['no times', { queries: [{ rawSql: 'SELECT 1' }] }, /from/],
  ])('%s: bad request', async (_, payload, message) => {
    const response = await send('POST', '/api/ds/query', payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().message).toMatch(message);
  });
});

describe('user storage', () => {
  const NAME = 'girok-telemetry-app:preview';
  const object = {
    metadata: { name: NAME, labels: { user: 'preview', service: 'girok-telemetry-app' } },
    spec: { data: { columns: 'a,b' } },
  };
  const merge = (data: object) =>
    server.inject({
      method: 'PATCH',
      url: `${STORAGE}/${NAME}`,
      payload: JSON.stringify({ spec: { data } }),
      headers: { ...HEADERS, 'content-type': 'application/merge-patch+json' },
    });

  test('create, read, change, delete a key', async () => {
    expect((await get(`${STORAGE}/${NAME}`)).statusCode).toBe(404);
    expect((await send('POST', `${STORAGE}/`, object)).statusCode).toBe(201);
    expect((await send('POST', `${STORAGE}/`, object)).statusCode).toBe(409);
    await merge({ tenant: 'acme' });
    expect((await get(`${STORAGE}/${NAME}`)).json()).toMatchObject({
      kind: 'UserStorage',
      spec: { data: { columns: 'a,b', tenant: 'acme' } },
    });
    await merge({ columns: null });
    expect((await get(`${STORAGE}/${NAME}`)).json().spec).toEqual({ data: { tenant: 'acme' } });
  });

  test('only text is stored', async () => {
    expect((await send('POST', `${STORAGE}/`, { ...object, spec: { data: { columns: 1 } } })).statusCode).toBe(400);
  });
});

describe('everything else', () => {
  test.each([
    ['GET', '/api/alertmanager/grafana/config/api/v1/alerts?x=1', '/api/alertmanager/grafana/config/api/v1/alerts'],
    ['POST', '/api/annotations/graphite', '/api/annotations/graphite'],
    ['GET', '/apis/dashboard.grafana.app/v1/x', '/apis/dashboard.grafana.app/v1/x'],
    ['GET', '/api', '/api'],
    ['DELETE', '/a/girok-telemetry-app/overview', '/a/girok-telemetry-app/overview'],
  ] as const)('%s %s says that Grafana has it', async (method, url, shown) => {
    const response = await server.inject({ method, url, headers: HEADERS });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({ message: `The embedded preview does not have ${shown}; Grafana does.` });
  });

  test('healthz follows the report', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    health = { ready: false, parts: { clickhouse: { ready: true }, demo: { ready: false, detail: 'no spans yet' } } };
    const response = await get('/healthz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual(health);
  });
});
