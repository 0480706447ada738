import { defineConfig } from '@playwright/test';

import { BROWSER } from './e2e/browser';

/** Two systems: one with nothing but what the tests send, one with the demo's day. */
const SYSTEMS = {
  empty: { page: 3931, clickhouse: 8931, otlp: 4931, sidecar: 8631, options: '--no-demo' },
  demo: { page: 3932, clickhouse: 8932, otlp: 4932, sidecar: 8632, options: '' },
} as const;

const system = (name: keyof typeof SYSTEMS) => {
  const { page, clickhouse, otlp, sidecar, options } = SYSTEMS[name];
  return {
    command: `node --import tsx embedded/start.ts --reset --no-open ${options} --data .girok/e2e-${name} --port ${page} --clickhouse-port ${clickhouse} --otlp-port ${otlp} --sidecar-port ${sidecar}`,
    url: `http://127.0.0.1:${page}/healthz`,
    // windows of the seals that a test can wait for
    env: { GIROK_SEAL_WINDOW_MINUTES: '1', GIROK_SEAL_GRACE_MINUTES: '0' },
    // a day of history is made first, on a machine that may be busy
    timeout: 600_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
    reuseExistingServer: !process.env.CI,
  };
};

const on = ({ page, otlp, clickhouse }: (typeof SYSTEMS)[keyof typeof SYSTEMS]) => ({
  use: { baseURL: `http://127.0.0.1:${page}` },
  metadata: { otlpUrl: `http://127.0.0.1:${otlp}`, clickhouseUrl: `http://127.0.0.1:${clickhouse}` },
});

export default defineConfig({
  testDir: 'e2e',
  // one waits while the other works; the systems share two cores with both browsers
  workers: 2,
  timeout: 120_000,
  // named in the summary of `npm test`
  retries: process.env.CI ? 1 : 0,
  expect: { timeout: 20_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['line'], ['json']] : 'list',
  outputDir: 'test-results',
  use: BROWSER,
  projects: [
    // before anybody else sends to that system
    { name: 'nothing there', testMatch: /empty\/audit\.spec\.ts/, ...on(SYSTEMS.empty) },
    // one after the other: what one of them makes fire is seen by the next
    {
      name: 'empty',
      testMatch: /empty\/(?!audit\.).*\.spec\.ts/,
      ...on(SYSTEMS.empty),
      dependencies: ['nothing there'],
      workers: 1,
    },
    { name: 'demo', testMatch: /demo\/.*\.spec\.ts/, ...on(SYSTEMS.demo) },
  ],
  webServer: [system('empty'), system('demo')],
});
