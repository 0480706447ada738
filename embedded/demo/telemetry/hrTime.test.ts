import { hrTime } from './hrTime';

test.each([
  [0, [0, 0]],
  [1500, [1, 500_000_000]],
  [1_700_000_000_000.25, [1_700_000_000, 250_000]],
])('%d milliseconds are %j', (ms, expected) => {
  expect(hrTime(ms)).toEqual(expected);
});
