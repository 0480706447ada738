import { toDataFrame } from '@grafana/data';

import { attentionOf, type Facts, type ServiceHealth } from './attention';
import { rowsOfFrame } from '../../scenes/rows';

const CALM: ServiceHealth = {
  service: 'shop',
  requests: 1000,
  failed: 1,
  p95: 100e6,
  requestsBefore: 1000,
  failedBefore: 1,
  rateBefore: 1,
  p95Before: 100e6,
};
const FACTS: Facts = {
  services: [CALM],
  freshness: [{ signal: 'logs', age: 4, rate: 1 }],
  deadLetters: 0,
  deadLetterReason: '',
  failedLogins: [],
};

const found = (service: Partial<ServiceHealth>, facts: Partial<Facts> = {}) =>
  attentionOf({ ...FACTS, services: [{ ...CALM, ...service }], ...facts }).map(
    ({ severity, text }) => `${severity}: ${text}`
  );

test.each<[string, Partial<ServiceHealth>, Partial<Facts>, string[]]>([
  ['all is well', {}, {}, []],
  // the rules themselves are tested where they are: scenes/services/health.test.ts
  [
    'many errors are broken',
    { failed: 81, failedBefore: 2 },
    {},
    ['broken: shop fails 8.1 % of its requests (was 0.2 %)'],
  ],
  ['slower', { p95: 1900e6, p95Before: 310e6 }, {}, ['worse: shop is slow: p95 1.9 s, was 310 ms']],
  [
    'no requests any more',
    { requests: 0, failed: 0, p95: null },
    {},
    ['worse: shop gets no requests any more, was 1/s'],
  ],
  [
    'a service without a name is shown as such',
    { service: '', failed: 500 },
    {},
    ['broken: (no service name) fails 50 % of its requests (was 0.1 %)'],
  ],
  [
    'stale',
    {},
    { freshness: [{ signal: 'traces', age: 840, rate: 0 }] },
    ['broken: The newest traces are 14 min old: ingestion may have stopped'],
  ],
  [
    'never seen is not the same as stale',
    {},
    { freshness: [{ signal: 'metrics', age: null, rate: 0 }] },
    ['unknown: No metrics were stored in the last 24 hours'],
  ],
  [
    'dead letters',
    {},
    { deadLetters: 1204, deadLetterReason: 'invalid_json' },
    ['worse: 1,204 messages could not be read (mostly invalid_json) and are kept as dead letters'],
  ],
])('%s', (_, service, facts, expected) => expect(found(service, facts)).toEqual(expected));

test('what is broken comes before what gets worse', () => {
  expect(found({ p95: 1900e6, p95Before: 310e6, failed: 500 }).map((text) => text.split(':')[0])).toEqual([
    'broken',
    'worse',
  ]);
});

const burst = (entered: number) =>
  rowsOfFrame(
    toDataFrame({
      fields: Object.entries({
        kind: 'source',
        who: '198.51.100.23',
        peak: 46,
        failures: 46,
        others: 12,
        entered,
        first_seen: '2026-01-20 03:12:00',
        last_seen: '2026-01-20 03:21:00',
      }).map(([name, value]) => ({ name, values: [value] })),
    })
  );

test('guessed passwords get worse, and are broken when one was right; the sentence is that of the findings', () => {
  const [guessed] = attentionOf({ ...FACTS, failedLogins: burst(0) });
  expect(guessed).toMatchObject({ severity: 'worse', about: 'findings' });
  expect(guessed.text).toMatch(/^46 failed log-ins within 10 minutes from 198.51.100.23 on 12 accounts, since .*[^.]$/);
  expect(attentionOf({ ...FACTS, failedLogins: burst(1) })[0].severity).toBe('broken');
});
