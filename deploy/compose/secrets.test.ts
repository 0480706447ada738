import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readSigningKey, readTrustedKeys } from '../../sidecar/seal/keys';

let folder: string;
const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(__dirname, 'secrets.mjs'), folder, ...args], { encoding: 'utf8' });
const env = (container: string) =>
  Object.fromEntries(
    [...readFileSync(path.join(folder, container, 'env'), 'utf8').matchAll(/^(\w+)='(.*)'$/gm)].map(
      ([, name, value]) => [name, value]
    )
  );
const file = (container: string, name: string) => readFileSync(path.join(folder, container, name), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-secrets-'));
  expect(run().status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('who speaks to whom has the same secret on both sides', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(env('clickhouse').MIGRATOR_SHA256).toBe(sha256(env('migrate').GIROK_CLICKHOUSE_PASSWORD));
  expect(env('clickhouse').SIDECAR_SHA256).toBe(sha256(env('girok').GIROK_CLICKHOUSE_PASSWORD));
  expect(env('clickhouse').AUDITOR_SHA256).toBe(sha256(env('girok').GIROK_READER_PASSWORD));
  expect(env('clickhouse').READER_SHA256).toBe(sha256(env('grafana').GIROK_CLICKHOUSE_PASSWORD));
  expect(env('clickhouse').COLLECTOR_SHA256).toBe(sha256(file('collector', 'clickhouse_password')));
  expect(env('girok').GIROK_SIDECAR_SECRET).toBe(env('grafana').GIROK_SIDECAR_SECRET);
  expect(env('girok').GIROK_KAFKA_PASSWORD).toBe(env('redpanda').KAFKA_GIROK_PASSWORD);
  expect(file('collector', 'kafka_password')).toBe(env('redpanda').KAFKA_COLLECTOR_PASSWORD);
  expect(file('collector', 'token')).toBe(env('demo').GIROK_DEMO_TOKEN);
});

test('no two secrets are alike, and only their container may read them', () => {
  const { sealKey, ...secrets } = JSON.parse(readFileSync(path.join(folder, 'all.json'), 'utf8')) as Record<
    string,
    string
  >;
  const all = Object.values(secrets);
  expect(readSigningKey(path.join(folder, 'girok/seal.pem')).kid).toMatch(/^[0-9a-f]{16}$/);
  expect(file('girok', 'seal.pem')).toBe(sealKey);
  const verifies = readTrustedKeys([path.join(folder, 'girok/seal.pem.pub')]);
  expect([...verifies.keys()]).toEqual([readSigningKey(path.join(folder, 'girok/seal.pem')).kid]);
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((secret) => /^[0-9a-f]{64}$/.test(secret))).toBe(true);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    expect(statSync(path.join(entry.parentPath, entry.name)).mode & 0o777).toBe(0o400);
  }
});

/** What a program that watches its files would see. */
const touched = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, ...statSync(path.join(folder, name), { bigint: true }) }))
    .map(({ name, ino, ctimeNs }) => `${name} ${ino} ${ctimeNs}`);

test('a second start touches no file; what is asked for is shown', () => {
  const before = touched();
  expect(run().status).toBe(0);
  expect(touched()).toEqual(before);
  expect(run('show').stdout).toContain(env('grafana').GF_SECURITY_ADMIN_PASSWORD);
  expect(run('give').status).toBe(2);
});

test('one secret is made anew, for both sides, and the others stay', () => {
  const [girok, redpanda, token] = [env('girok'), env('redpanda'), file('collector', 'token')];
  expect(run('renew', 'kafkaGirok').status).toBe(0);
  const { GIROK_KAFKA_PASSWORD, ...rest } = env('girok');
  expect(GIROK_KAFKA_PASSWORD).not.toBe(girok.GIROK_KAFKA_PASSWORD);
  expect({ ...rest, GIROK_KAFKA_PASSWORD: girok.GIROK_KAFKA_PASSWORD }).toEqual(girok);
  expect(env('redpanda')).toEqual({ ...redpanda, KAFKA_GIROK_PASSWORD: GIROK_KAFKA_PASSWORD });
  expect(file('collector', 'token')).toBe(token);
  expect(env('migrate').GIROK_KAFKA_PASSWORD).toBe(GIROK_KAFKA_PASSWORD);
});

test.each([
  [['renew']],
  [['renew', 'nothing']],
  [['renew', 'grafanaAdmin']],
  [['renew', 'kafkaAdmin']],
  [['show', 'otlpToken']],
])('refused: %s', (args) => {
  const before = touched();
  expect(run(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('renew NAME') });
  expect(touched()).toEqual(before);
});
