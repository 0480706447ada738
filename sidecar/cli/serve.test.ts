import { runGirok, startGirok } from './runGirok';

jest.setTimeout(60_000);

const SETTINGS = {
  GIROK_SIDECAR_SECRET: 'sidecar-secret-0123456789',
  GIROK_JAEGER_SECRET: 'jaeger-secret-0123456789',
  GIROK_CLICKHOUSE_PASSWORD: 'clickhouse-password',
  GIROK_CLICKHOUSE_URL: 'http://127.0.0.1:1',
  GIROK_SERVE_PORT: '0',
};

test.each<[string, Record<string, string>, RegExp]>([
  ['no secret', { GIROK_SIDECAR_SECRET: '' }, /GIROK_SIDECAR_SECRET/],
  ['a secret that can be guessed', { GIROK_SIDECAR_SECRET: 'short' }, /GIROK_SIDECAR_SECRET.*16 characters/],
  ['one secret for both', { GIROK_JAEGER_SECRET: SETTINGS.GIROK_SIDECAR_SECRET }, /are the same/],
  [
    'an address of Grafana without an issuer',
    { GIROK_GRAFANA_INTERNAL_URL: 'http://grafana/' },
    /GIROK_GRAFANA_ISSUER/,
  ],
  ['an issuer that is no address', { GIROK_GRAFANA_ISSUER: 'grafana' }, /GIROK_GRAFANA_ISSUER/],
  ['a port that is none', { GIROK_SERVE_PORT: '70000' }, /GIROK_SERVE_PORT/],
])('%s: it does not start, and says why', async (_, settings, words) => {
  const { code, stderr, stdout } = await runGirok(['serve'], { ...SETTINGS, ...settings });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain('secret-0123456789');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it lives without ClickHouse, says so, and ends in good order on %s',
  async (signal) => {
    let listening: (url: string) => void;
    const address = new Promise<string>((resolve) => (listening = resolve));
    const { child, finished } = startGirok(['serve'], SETTINGS, (stdout) => {
      const url = /Server listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(stdout)?.[1];
      if (url) {
        listening(url);
      }
    });
    const url = await Promise.race([
      address,
      finished.then(({ stderr }) => {
        throw new Error(stderr);
      }),
    ]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect((await ready.json()).parts.clickhouse).toEqual({ ready: false, detail: 'ClickHouse does not answer.' });
    child.kill(signal);
    const { code, stdout, stderr } = await finished;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${signal}: no new requests`);
    for (const line of stdout.trim().split('\n')) {
      expect(() => JSON.parse(line)).not.toThrow();
    }
    expect(stdout).not.toMatch(/secret-0123456789|clickhouse-password/);
  }
);

test('with broker and ClickHouse away it samples no lag, says so once, and goes on', async () => {
  let said: (stdout: string) => void;
  const complained = new Promise<string>((resolve) => (said = resolve));
  const settings = {
    ...SETTINGS,
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    GIROK_KAFKA_PASSWORD: 'kafka-password',
    GIROK_LAG_SAMPLE_S: '1',
  };
  const troubles = (stdout: string) =>
    stdout
      .split('\n')
      .filter((line) => line.includes('not seen'))
      .map((line) => (JSON.parse(line) as { part: string }).part);
  const { child, finished } = startGirok(['serve'], settings, (stdout) => {
    if (troubles(stdout).length >= 3) {
      said(stdout);
    }
  });
  await complained;
  child.kill('SIGTERM');
  const { code, stdout } = await finished;
  expect(code).toBe(0);
  expect(troubles(stdout).sort()).toEqual(['broker', 'clickhouse', 'stored samples']);
  expect(stdout).toMatch(/Kafka at 127\.0\.0\.1:1 does not answer/);
  expect(stdout).not.toMatch(/kafka-password/);
});
