import { usualPeriods } from './dates';

test.each<[string, string[]]>([
  [
    '2026-11-25T10:00:00Z',
    [
      'Q4 2026 2026-10-01 2027-01-01',
      'Q3 2026 2026-07-01 2026-10-01',
      'October 2026-10-01 2026-11-01',
      'Last 30 days 2026-10-27 2026-11-26',
    ],
  ],
  [
    '2026-01-01T00:00:00Z',
    [
      'Q1 2026 2026-01-01 2026-04-01',
      'Q4 2025 2025-10-01 2026-01-01',
      'December 2025-12-01 2026-01-01',
      'Last 30 days 2025-12-03 2026-01-02',
    ],
  ],
])('periods on %s', (now, expected) => {
  expect(usualPeriods(Date.parse(now)).map(({ label, days: { from, to } }) => `${label} ${from} ${to}`)).toEqual(
    expected
  );
});
