import { type FastifyInstance } from 'fastify';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createHostServer } from './createHostServer';
import { grafanaIdentity } from '../../../sidecar/server/grafanaIdentity';
import plugin from '../../../src/plugin.json';

const PROXY = '/api/plugin-proxy/girok-telemetry-app';

let dir: string;
let upstream: Server;
let received: IncomingMessage[];
let host: FastifyInstance;
let url: string;
let sidecar: { url: string; secret: string } | undefined;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'girok-proxy-'));
  await mkdir(path.join(dir, 'dist'));
  const routes = [...plugin.routes, { path: 'open/*', method: 'POST', url: '{{ .JsonData.sidecarUrl }}/base' }];
  await writeFile(path.join(dir, 'dist/plugin.json'), JSON.stringify({ ...plugin, routes }));
  received = [];
  upstream = createServer((request, response) => {
    received.push(request);
    response.writeHead(418, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end('{"message":"tea"}');
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  sidecar = { url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, secret: 'the-secret' };
  host = await createHostServer({
    pluginDist: path.join(dir, 'dist'),
    hostDir: dir,
    clickhouse: { url: 'http://127.0.0.1:9', username: 'default', password: '', database: 'otel' },
    dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse' },
    settingsFile: path.join(dir, 'settings.json'),
    sidecar: () => sidecar,
    health: async () => ({ ready: true, parts: {} }),
  });
  url = await host.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await host.close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(dir, { recursive: true });
});

test('the secret goes along, and an identity that the published keys verify; what the page sends does not', async () => {
  const response = await fetch(`${url}${PROXY}/sidecar/identity?a=1&b=%2F`, {
    headers: { 'x-girok-secret': 'forged', 'x-grafana-id': 'forged', cookie: 'session=1', authorization: 'Basic x' },
  });
  expect([response.status, await response.json()]).toEqual([418, { message: 'tea' }]);
  expect(response.headers.get('content-security-policy')).toBe('sandbox');
  expect(response.headers.get('set-cookie')).toBeNull();
  const [{ url: target, headers }] = received;
  expect(target).toBe('/identity?a=1&b=%2F');
  expect(headers).toMatchObject({ 'x-girok-secret': 'the-secret' });
  expect(headers).not.toHaveProperty('cookie');
  expect(headers).not.toHaveProperty('authorization');
  const verify = grafanaIdentity({ issuer: `${url}/`, jwksUrl: `${url}/api/signing-keys/keys`, orgId: 1 });
  expect(await verify(String(headers['x-grafana-id']))).toMatchObject({ login: 'preview', role: 'Admin', orgId: 1 });
});

test.each([
  ['POST', 'sidecar/health'],
  ['GET', 'sidecar/health/more'],
  ['GET', 'sidecar'],
  ['GET', 'open/x'],
])('%s %s is no route', async (method, what) => {
  const response = await fetch(`${url}${PROXY}/${what}`, { method });
  expect([response.status, await response.json()]).toEqual([404, { message: 'plugin route match not found' }]);
  expect(received).toEqual([]);
});

test('what stands for the star goes behind the address, and cannot leave it', async () => {
  await fetch(`${url}${PROXY}/open/a%2Fb%3Fc/d?e=f`, { method: 'POST' });
  const outside = await fetch(`${url}${PROXY}/open/a/..%2F..%2Fb`, { method: 'POST' });
  expect(outside.status).toBe(404);
  expect(received.map(({ url }) => url)).toEqual(['/base/a/b%3Fc/d?e=f']);
});

test('without a sidecar it says what is missing, and where nothing answers', async () => {
  sidecar = undefined;
  const empty = await fetch(`${url}${PROXY}/sidecar/health`);
  expect([empty.status, await empty.json()]).toEqual([
    500,
    { message: 'The setting "sidecarUrl" of the app is empty.' },
  ]);
  sidecar = { url: 'http://127.0.0.1:1', secret: 'x' };
  const gone = await fetch(`${url}${PROXY}/sidecar/health`);
  expect([gone.status, await gone.json()]).toEqual([502, { message: 'Nothing answers at http://127.0.0.1:1.' }]);
});

test('the settings show where the sidecar is and that there is a secret, never the secret, and keep neither', async () => {
  const settings = `${url}/api/plugins/girok-telemetry-app/settings`;
  const read = async () => (await fetch(settings)).json();
  expect(await read()).toMatchObject({
    jsonData: { sidecarUrl: sidecar?.url },
    secureJsonFields: { sidecarSecret: true },
  });
  await fetch(settings, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonData: { sidecarUrl: 'http://old:1', a: 1 } }),
  });
  expect(await read()).toMatchObject({ jsonData: { sidecarUrl: sidecar?.url, a: 1 } });
  sidecar = undefined;
  expect(await read()).toMatchObject({ jsonData: { sidecarUrl: 'http://old:1' }, secureJsonFields: {} });
});
