import { byNeed, troublesOf, withoutRequests } from './health';
import { type Service } from './service';
import { service } from './serviceForTest';

test.each<[string, Partial<Service>, string[]]>([
  ['as before', {}, []],
  ['every twentieth request fails', { failed: 50 }, ['broken: fails 5 % of its requests (was 0 %)']],
  [
    'it always failed that much: still broken',
    { failed: 60, failedBefore: 60 },
    ['broken: fails 6 % of its requests (was 6 %)'],
  ],
  ['failures doubled', { failed: 20, failedBefore: 10 }, ['worse: fails 2 % of its requests (was 1 %)']],
  ['more failures, but not twice as many', { failed: 15, failedBefore: 10 }, []],
  ['failures doubled below one per cent', { failed: 8, failedBefore: 1 }, []],
  ['nothing to compare with', { failed: 20, requestsBefore: 0 }, ['worse: fails 2 % of its requests']],
  ['twice as slow', { p95: 300e6 }, ['worse: is slow: p95 300 ms, was 100 ms']],
  ['twice as slow and still fast', { p95: 90e6, p95Before: 20e6 }, []],
  ['slower, but not twice', { p95: 1900e6, p95Before: 1000e6 }, []],
  [
    'fails and is slow',
    { failed: 100, p95: 300e6 },
    ['broken: fails 10 % of its requests (was 0 %)', 'worse: is slow: p95 300 ms, was 100 ms'],
  ],
  ['a handful of requests says nothing', { requests: 19, failed: 19, p95: 9e9 }, []],
  ['nobody asks any more', { requests: 0, p95: null }, ['worse: gets no requests any more, was 1/s']],
  ['a few requests less are no silence', { requests: 0, requestsBefore: 19, p95: null }, []],
])('%s', (_, part, troubles) => {
  expect(troublesOf(service(part)).map(({ severity, text }) => `${severity}: ${text}`)).toEqual(troubles);
});

test('what needs a person comes first, and among those where most requests fail', () => {
  const services = [
    service({ name: 'busy', requests: 9000 }),
    service({ name: 'slow', p95: 900e6 }),
    service({ name: 'half', requests: 100, failed: 50 }),
    service({ name: 'many', requests: 9000, failed: 900 }),
    service({ name: 'b', requests: 5 }),
    service({ name: 'a', requests: 5 }),
    service({ name: '', requests: 0, requestsBefore: 0 }),
  ];
  expect(services.sort(byNeed).map(({ name }) => name)).toEqual(['many', 'half', 'slow', 'busy', 'a', 'b', '']);
});

test.each<[string, Partial<Service>, string | undefined]>([
  ['requests', {}, undefined],
  ['metrics alone', { requests: 0, requestsBefore: 0, signals: ['metrics'] }, 'sends only metrics'],
  ['logs and metrics', { requests: 0, requestsBefore: 0, signals: ['logs', 'metrics'] }, 'sends only logs and metrics'],
  ['it had requests', { requests: 0, signals: ['logs'] }, 'only logs in this time range'],
  ['steps only', { requests: 0, signals: ['traces', 'logs'] }, 'spans, but none of a request that it served'],
  ['gone', { requests: 0, signals: [] }, 'nothing in this time range'],
])('why there is no rate: %s', (_, part, text) => expect(withoutRequests(service(part))).toBe(text));
