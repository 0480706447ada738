import { lagHeatOf } from './lagHeat';
import { type Row } from '../../scenes/rows';

const row = (place: string, slot: number, lag: number, still = 0): Row => {
  const values: Record<string, string | number> = { place, slot, lag, still };
  return { text: (name) => String(values[name]), number: (name) => Number(values[name]), list: () => [] };
};

test('the furthest behind is on top; where nothing moved it is red', () => {
  const heat = lagHeatOf([row('logs t/0', 0, 5), row('logs t/0', 7, 0), row('traces t/1', 3, 900, 1)]);
  expect(heat.rows).toEqual([
    { place: 'traces t/1', most: 900, stoodStill: true },
    { place: 'logs t/0', most: 5, stoodStill: false },
  ]);
  expect(heat.cells).toEqual([
    { x: 0, y: 1, weight: 5, failed: false },
    { x: 7, y: 1, weight: 0, failed: false },
    { x: 3, y: 0, weight: 900, failed: true },
  ]);
});

test('nothing was seen', () => expect(lagHeatOf([])).toEqual({ rows: [], cells: [] }));
