import { createDataFrame } from '@grafana/data';

import { millisecondsAt, spansFromFrame } from './span';

const frame = createDataFrame({
  fields: [
    { name: 'id', values: ['a', 'b', 'b', 'c'] },
    { name: 'parent', values: ['', 'a', 'a', 'a'] },
    {
      name: 'start',
      values: ['1700000000000000005', '1700000000000000000', '1700000000000001000', '1700000000000002000'],
    },
    { name: 'duration', values: [10, 20, 30, 40] },
    { name: 'error', values: [0, 1, 0, 0] },
  ],
});

test('times count from the first start, to the nanosecond; a second span of one id has a key of its own', () => {
  const { startedAt, spans, isCut } = spansFromFrame(frame, 10);
  expect(startedAt).toBe(1_700_000_000_000_000_000n);
  expect(spans.map(({ key, start, isError }) => [key, start, isError])).toEqual([
    ['a', 5, false],
    ['b', 0, true],
    ['b.2', 1000, false],
    ['c', 2000, false],
  ]);
  expect(isCut).toBe(false);
  expect(millisecondsAt(startedAt, 1_500_000)).toBe(1_700_000_000_001.5);
});

test('one row more than the limit means that there are more', () => {
  expect(spansFromFrame(frame, 3)).toMatchObject({ isCut: true, spans: [{}, {}, {}] });
  expect(spansFromFrame(undefined, 3)).toEqual({ startedAt: 0n, spans: [], isCut: false });
});
