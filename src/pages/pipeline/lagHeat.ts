import { type HeatCell } from '../../scenes/HeatCells';
import { type Row } from '../../scenes/rows';

export interface LagHeat {
  /** Partitions, the furthest behind first, with the most that waited. */
  rows: Array<{ place: string; most: number; stoodStill: boolean }>;
  cells: HeatCell[];
}

/** The rows of the question as cells. Where nothing waited there is a cell, too, faint: it was seen. */
export function lagHeatOf(answer: readonly Row[]): LagHeat {
  const places = new Map<string, { place: string; most: number; stoodStill: boolean }>();
  for (const row of answer) {
    const place = row.text('place');
    const before = places.get(place) ?? { place, most: 0, stoodStill: false };
    places.set(place, {
      place,
      most: Math.max(before.most, row.number('lag')),
      stoodStill: before.stoodStill || row.number('still') === 1,
    });
  }
  const rows = [...places.values()].sort((a, b) => b.most - a.most || a.place.localeCompare(b.place));
  const y = new Map(rows.map(({ place }, i) => [place, i]));
  const cells = answer.map((row) => ({
    x: row.number('slot'),
    y: y.get(row.text('place')) ?? 0,
    weight: row.number('lag'),
    failed: row.number('still') === 1,
  }));
  return { rows, cells };
}
