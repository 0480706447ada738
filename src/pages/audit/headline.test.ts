import { type AuditTotals, headlineOf } from './headline';

const TOTALS: AuditTotals = {
  events: 1000,
  failures: 0,
  actors: 37,
  eventsBefore: 1000,
  failuresBefore: 0,
  mainFailure: ['', ''],
};

test.each<[string, Partial<AuditTotals>, string]>([
  ['nothing', { events: 0 }, 'No matching events in this time range.'],
  ['one of each', { events: 1, actors: 1 }, '1 event by 1 actor; none failed.'],
  [
    'failures doubled',
    { failures: 20, failuresBefore: 10, mainFailure: ['EXPORT', 'user-17'] },
    '1,000 events by 37 actors; 20 failed (2 %), twice as many as in the period before, mostly EXPORT by user-17.',
  ],
  [
    'many times more',
    { failures: 90, failuresBefore: 10, mainFailure: ['LOGIN', 'x'] },
    '1,000 events by 37 actors; 90 failed (9 %), 9 times as many as in the period before, mostly LOGIN by x.',
  ],
  [
    'new failures',
    { failures: 50, failuresBefore: 0 },
    '1,000 events by 37 actors; 50 failed (5 %), none in the period before.',
  ],
  [
    'fewer failures',
    { failures: 5, failuresBefore: 40 },
    '1,000 events by 37 actors; 5 failed (< 1 %), down from 40 in the period before.',
  ],
  ['too few to compare', { failures: 2, failuresBefore: 1 }, '1,000 events by 37 actors; 2 failed (< 1 %).'],
  [
    'a period before with next to nothing is no comparison',
    { failures: 20, failuresBefore: 0, eventsBefore: 3 },
    '1,000 events by 37 actors; 20 failed (2 %).',
  ],
])('%s', (_, totals, sentence) => expect(headlineOf({ ...TOTALS, ...totals })).toBe(sentence));
