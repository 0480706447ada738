import { headlineOf, type RedTotals } from './headline';

const TOTALS: RedTotals = {
  spans: 3600,
  rate: 1,
  failed: 0,
  p95: 1e8,
  spansBefore: 3600,
  rateBefore: 1,
  failedBefore: 0,
  p95Before: 1e8,
  mainFailure: ['', ''],
};
const main: Pick<RedTotals, 'mainFailure'> = { mainFailure: ['shop', 'POST /order'] };

test.each<[string, Partial<RedTotals>, string]>([
  ['nothing', { spans: 0 }, 'No matching spans in this time range.'],
  ['nothing has changed', {}, '3,600 root spans, 1/s; none failed; p95 100 ms.'],
  ['one span', { spans: 1, rate: 1 / 3600, spansBefore: 0 }, '1 root span, 1/h; none failed; p95 100 ms.'],
  ['twice as many', { spans: 7200, rate: 2 }, '7,200 root spans, 2/s (was 1/s); none failed; p95 100 ms.'],
  [
    'failures have risen',
    { failed: 72, failedBefore: 18, ...main },
    '3,600 root spans, 1/s; 2 % failed (was 0.5 %), mostly shop POST /order; p95 100 ms.',
  ],
  [
    'new failures',
    { failed: 72, failedBefore: 0, ...main },
    '3,600 root spans, 1/s; 2 % failed (was 0 %), mostly shop POST /order; p95 100 ms.',
  ],
  ['failures have ended', { failedBefore: 36 }, '3,600 root spans, 1/s; none failed (was 1 %); p95 100 ms.'],
  [
    'a few failures are no trend',
    { failed: 3, failedBefore: 0, ...main },
    '3,600 root spans, 1/s; < 0.1 % failed; p95 100 ms.',
  ],
  ['slower', { p95: 2e9 }, '3,600 root spans, 1/s; none failed; p95 2 s (was 100 ms).'],
  ['faster', { p95: 5e7 }, '3,600 root spans, 1/s; none failed; p95 50 ms (was 100 ms).'],
  [
    'a period before with next to nothing is no comparison',
    { spansBefore: 30, rateBefore: 0.01, p95: 2e9, failed: 72 },
    '3,600 root spans, 1/s; 2 % failed; p95 2 s.',
  ],
  ['nothing before', { spansBefore: 0, p95Before: null }, '3,600 root spans, 1/s; none failed; p95 100 ms.'],
])('%s', (_, totals, sentence) => expect(headlineOf({ ...TOTALS, ...totals }, 'root span')).toBe(sentence));
