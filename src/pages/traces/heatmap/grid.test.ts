import { boxOf, type Cell, cellAt, durationTicks, edgesOf, type Grid, gridOf, spansWithin, timeTicks } from './grid';

/** 120 columns of a minute; rows 50 to 59: 2^25 ns = 33.6 ms to 2^30 ns = 1.07 s. */
const GRID: Grid = { from: 0, to: 120 * 60_000, bottom: 50, rows: 10 };

test('the grid has all cells and a free row above and below, and is never flat', () => {
  const cells = [
    { x: 0, y: 44, spans: 1, errors: 0 },
    { x: 9, y: 60, spans: 1, errors: 0 },
  ];
  expect(gridOf(cells, GRID)).toEqual({ from: 0, to: 7_200_000, bottom: 43, rows: 19 });
  expect(gridOf([cells[0]], GRID)).toMatchObject({ bottom: 43, rows: 8 });
  expect(gridOf([{ ...cells[0], y: 0 }], GRID)).toMatchObject({ bottom: 0 });
});

test.each([
  ['within', { x: 0.51, y: 0.21 }, { x: 0.59, y: 0.49 }],
  ['from the other corner', { x: 0.59, y: 0.49 }, { x: 0.51, y: 0.21 }],
])('a box is widened to whole cells: drawn %s', (_, a, b) => {
  expect(boxOf(GRID, a, b)).toEqual({ from: 61 * 60_000, to: 71 * 60_000, min: 2 ** 26, max: Math.round(2 ** 27.5) });
});

test('a click is a box of one cell, also at the very edge', () => {
  expect(boxOf(GRID, { x: 0, y: 0 }, { x: 0, y: 0 })).toMatchObject({ from: 0, to: 60_000, min: 2 ** 25 });
  expect(boxOf(GRID, { x: 1, y: 1 }, { x: 1.2, y: 1.2 })).toMatchObject({ from: 119 * 60_000, max: 2 ** 30 });
});

test('a box that was drawn lies where it was drawn', () => {
  const edges = edgesOf(GRID, boxOf(GRID, { x: 0.5, y: 0.2 }, { x: 0.75, y: 0.4 }));
  expect(edges?.left).toBeCloseTo(0.5, 6);
  expect(edges?.right).toBeCloseTo(0.75, 6);
  expect(edges?.bottom).toBeCloseTo(0.2, 6);
  expect(edges?.top).toBeCloseTo(0.4, 6);
  expect(edgesOf(GRID, { min: 5e8 })).toMatchObject({ left: 0, right: 1, top: 1 });
  expect(edgesOf(GRID, { from: 9e6, to: 9.1e6 })).toBeUndefined();
});

test('the cell at a place, and the spans of a box', () => {
  expect(cellAt(GRID, { x: 0.5, y: 0.35 })).toEqual({ x: 60, y: 53 });
  expect(cellAt(GRID, { x: 1, y: -1 })).toEqual({ x: 119, y: 50 });
  const cells: Cell[] = [
    { x: 60, y: 53, spans: 5, errors: 0 },
    { x: 61, y: 53, spans: 7, errors: 0 },
    { x: 60, y: 55, spans: 9, errors: 0 },
  ];
  expect(spansWithin(GRID, cells, boxOf(GRID, { x: 0.5, y: 0.35 }, { x: 0.5, y: 0.35 }))).toBe(5);
  expect(spansWithin(GRID, cells, { max: 2 ** 27 })).toBe(12);
  expect(spansWithin(GRID, cells, { min: 2 ** 27 })).toBe(9);
});

test('ticks stand at powers of ten and at round times', () => {
  expect(durationTicks(GRID).map(({ text }) => text)).toEqual(['100 ms', '1 s']);
  const { times, format } = timeTicks(GRID);
  expect(times.map(({ time }) => time / 60_000)).toEqual([15, 30, 45, 60, 75, 90, 105]);
  expect(format).toBe('HH:mm');
  expect(timeTicks({ ...GRID, to: 30_000 }).format).toBe('HH:mm:ss');
  expect(timeTicks({ ...GRID, to: 90 * 86_400_000 }).times.length).toBeLessThanOrEqual(9);
});
