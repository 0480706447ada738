import { cellsOf, gridOf } from './cells';

test('ends at infinity, in whatever way they come', () => {
  expect(
    cellsOf([
      { time: 60_000, low: null, high: 1, amount: 2 },
      { time: 60_000, low: '-inf', high: 1, amount: 2 },
      { time: 60_000, low: 1, high: null, amount: 2 },
      { time: 60_000, low: 1, high: '+Inf', amount: 2 },
    ]).map(({ low, high }) => [low, high])
  ).toEqual([
    [-Infinity, 1],
    [-Infinity, 1],
    [1, Infinity],
    [1, Infinity],
  ]);
});

test('intervals are columns, buckets rows from the lowest; a gap leaves columns empty', () => {
  const cell = (time: number, low: number, high: number) => ({ time, low, high, amount: 1 });
  const { cells, columns, rows } = gridOf([cell(120_000, 1, 2), cell(180_000, -2, -1), cell(360_000, 1, 2)], {
    from: 90_000,
    to: 420_000,
  });
  expect(rows).toEqual([
    { low: -2, high: -1 },
    { low: 1, high: 2 },
  ]);
  expect(cells.map(({ x, y }) => [x, y])).toEqual([
    [1, 1],
    [2, 0],
    [5, 1],
  ]);
  expect(columns).toBe(6);
});
