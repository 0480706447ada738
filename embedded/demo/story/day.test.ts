import { BAD_RELEASE, isIn, releaseIn, requestsPerMinute } from './day';

test.each([
  [1440, '1.8.2', 'the day begins with the old release'],
  [51, '1.8.2', 'the minute before the deploy'],
  [50, '1.9.0', 'the minute of the deploy'],
  [39, '1.9.0', 'the last minute of the bad release'],
  [38, '1.9.1', 'the minute of the mended release'],
  [1, '1.9.1', 'the end'],
] as const)('%i minutes before the end storefront runs %s: %s', (minute, release, _why) => {
  expect(releaseIn(minute)).toBe(release);
});

test('a period has its first minute and not its last: the bad release lasts 12 minutes', () => {
  const minutes = Array.from({ length: 1440 }, (_, i) => i + 1).filter((minute) => isIn(BAD_RELEASE, minute));
  expect(minutes).toHaveLength(12);
});

test.each([
  [1440, 500 / 60, 'the day before at 16:00'],
  [1380, 420 / 60, '17:00'],
  [960, 40 / 60, 'midnight'],
  [360, 560 / 60, '10:00'],
  [1440 + 360, 560 / 60, '10:00 of the day before'],
])('%i minutes before the end %d requests a minute are expected: %s', (minute, expected, _why) => {
  expect(requestsPerMinute(minute)).toBeCloseTo(expected, 6);
});

test('the last half hour rises to the pace of the live traffic', () => {
  const rates = Array.from({ length: 30 }, (_, i) => requestsPerMinute(30 - i));
  expect([...rates].sort((a, b) => a - b)).toEqual(rates);
  expect(rates[29]).toBeGreaterThan(55);
  expect(rates[29]).toBeLessThanOrEqual(60);
});
