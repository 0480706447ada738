import type { Config } from 'jest';

// Tests must not depend on the machine's time zone.
process.env.TZ = 'UTC';

/** Packages that ship only ES modules and have to be compiled for Jest's CommonJS. */
const ES_MODULES = [
  '@wojtekmaj/date-utils',
  '@grafana/schema',
  '@grafana/scenes',
  '@react-hookz/web',
  '@sparticuz/chromium',
  '@ver0/deep-equal',
  'd3.*',
  'delaunator',
  'internmap',
  'jose',
  'lru-cache',
  'marked',
  'ol',
  'react-calendar',
  'react-colorful',
  'robust-predicates',
  'rxjs',
  'tslib',
  'uuid',
  'get-user-locale',
  'memoize',
  'mimic-function',
  'react-data-grid',
];

const transform = {
  '^.+\\.(t|j|mj)sx?$': [
    '@swc/jest',
    {
      sourceMaps: 'inline',
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target: 'es2022',
        transform: { react: { runtime: 'automatic' } },
      },
    },
  ] as [string, Record<string, unknown>],
};

const shared = {
  rootDir: '.',
  transform,
  transformIgnorePatterns: [`node_modules/(?!(.*/)?(${ES_MODULES.join('|')})/)`],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'json', 'node'],
  clearMocks: true,
};

const ENGINE_TESTS = [
  '<rootDir>/{dashboards,deploy,docs,examples,queries,sidecar,embedded,migrations}/**/*.engine.test.ts',
];
const KAFKA_TESTS = ['<rootDir>/{docs,sidecar,embedded,migrations}/**/*.kafka.test.ts'];

/**
 * plugin: the Grafana app in jsdom. node: everything else without an engine. engine: SQL on the real (embedded) ClickHouse.
 * kafka: the same with a real Kafka (needs Java). soak: hostile messages by the thousand, the same way. collector: deploy/collector and deploy/gateway, with the programs that GIROK_OTELCOL and GIROK_NGINX name. faults: processes killed, disks filled; minutes, not part of `npm test`.
 */
const config: Config = {
  // an engine that is shared by parallel test files on a slow machine answers late, not wrong
  testTimeout: 300_000,
  projects: [
    {
      ...shared,
      displayName: 'plugin',
      testEnvironment: 'jsdom',
      setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
      testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}', '<rootDir>/dashboards/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.engine\\.test\\.ts$'],
      moduleNameMapper: {
        '\\.(css|svg|png)$': '<rootDir>/src/test/asset.ts',
        '\\.md$': '<rootDir>/src/test/markdown.ts',
      },
    },
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{queries,sidecar,embedded,bench,deploy,docs,examples,packaging,scripts}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(engine|kafka|soak|collector)\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'engine',
      testEnvironment: 'node',
      testMatch: ENGINE_TESTS,
      globalSetup: '<rootDir>/embedded/clickhouse/jestGlobalSetup.ts',
      globalTeardown: '<rootDir>/embedded/clickhouse/jestGlobalTeardown.ts',
    },
    {
      ...shared,
      displayName: 'kafka',
      testEnvironment: 'node',
      testMatch: KAFKA_TESTS,
      globalSetup: '<rootDir>/embedded/kafka/jestGlobalSetup.ts',
      globalTeardown: '<rootDir>/embedded/kafka/jestGlobalTeardown.ts',
    },
    {
      ...shared,
      displayName: 'soak',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{sidecar,embedded,migrations}/**/*.soak.test.ts'],
      globalSetup: '<rootDir>/embedded/kafka/jestGlobalSetup.ts',
      globalTeardown: '<rootDir>/embedded/kafka/jestGlobalTeardown.ts',
    },
    {
      ...shared,
      displayName: 'collector',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/deploy/**/*.collector.test.ts'],
    },
    {
      ...shared,
      displayName: 'faults',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/faults/**/*.fault.test.ts'],
    },
  ],
};

export default config;
