import { endedPeriods, type Every } from './periods';

const shown = (every: Every, since: string, now: string, most?: number) =>
  endedPeriods(every, Date.parse(since), Date.parse(now), most).map(({ from, to }) =>
    [from, to].map((at) => new Date(at).toISOString().slice(0, 10)).join(' ')
  );

test.each<[Every, string, string, string[]]>([
  ['monthly', '2026-07-15', '2026-09-10', ['2026-07-01 2026-08-01', '2026-08-01 2026-09-01']],
  ['monthly', '2026-12-15', '2027-01-01', ['2026-12-01 2027-01-01']],
  ['monthly', '2026-07-01', '2026-07-31', []],
  [
    'quarterly',
    '2026-02-01',
    '2026-10-01',
    ['2026-01-01 2026-04-01', '2026-04-01 2026-07-01', '2026-07-01 2026-10-01'],
  ],
  // 2026-11-23 is a Monday
  ['weekly', '2026-11-10', '2026-11-23', ['2026-11-09 2026-11-16', '2026-11-16 2026-11-23']],
  ['weekly', '2026-11-16', '2026-11-22', []],
])('%s since %s: on %s there are %j', (every, since, now, expected) => {
  expect(shown(every, since, now)).toEqual(expected);
});

test('a clock that jumps back asks of nothing', () => {
  expect(shown('monthly', '2026-07-15', '2026-05-10')).toEqual([]);
});

test('after a long standstill the latest ones', () => {
  expect(shown('monthly', '2020-01-01', '2026-09-10', 2)).toEqual(['2026-07-01 2026-08-01', '2026-08-01 2026-09-01']);
});
