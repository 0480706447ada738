import { attentionOf, type Facts, type ServiceHealth } from './attention';

const CALM: ServiceHealth = {
  service: 'shop',
  requests: 1000,
  rate: 1,
  errorShare: 0.001,
  p95: 100,
  errorShareBefore: 0.001,
  p95Before: 100,
};
const FACTS: Facts = {
  services: [CALM],
  freshness: [{ signal: 'logs', age: 4, rate: 1 }],
  deadLetters: 0,
  deadLetterReason: '',
};

const found = (service: Partial<ServiceHealth>, facts: Partial<Facts> = {}) =>
  attentionOf({ ...FACTS, services: [{ ...CALM, ...service }], ...facts }).map(
    ({ severity, text }) => `${severity}: ${text}`
  );

test.each<[string, Partial<ServiceHealth>, Partial<Facts>, string[]]>([
  ['all is well', {}, {}, []],
  [
    'many errors are broken',
    { errorShare: 0.081, errorShareBefore: 0.002 },
    {},
    ['broken: shop fails 8.1 % of its requests (was 0.2 %)'],
  ],
  [
    'errors that were there before are still broken',
    { errorShare: 0.3, errorShareBefore: 0.3 },
    {},
    ['broken: shop fails 30 % of its requests (was 30 %)'],
  ],
  [
    'some errors, twice as many as before',
    { errorShare: 0.02, errorShareBefore: 0.01 },
    {},
    ['worse: shop fails 2.0 % of its requests (was 1.0 %)'],
  ],
  ['some errors, as always', { errorShare: 0.02, errorShareBefore: 0.019 }, {}, []],
  [
    'a new service has no before',
    { errorShare: 0.5, errorShareBefore: null },
    {},
    ['broken: shop fails 50 % of its requests'],
  ],
  ['few requests say nothing', { requests: 19, errorShare: 1 }, {}, []],
  ['slower', { p95: 1900, p95Before: 310 }, {}, ['worse: shop is slow: p95 1.9 s, was 310 ms']],
  ['twice as slow, but still quick', { p95: 9, p95Before: 3 }, {}, []],
  [
    'a service without a name is shown as such',
    { service: '', errorShare: 0.5 },
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
  expect(found({ p95: 1900, p95Before: 310, errorShare: 0.5 }).map((text) => text.split(':')[0])).toEqual([
    'broken',
    'worse',
  ]);
});
