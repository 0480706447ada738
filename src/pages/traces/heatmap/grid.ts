import { durationText } from '../../../../queries/traces/duration';
import { HEATMAP_COLUMNS, ROWS_PER_DOUBLING } from '../../../../queries/traces/heatmap';
import { type Selection } from '../../../../queries/traces/selection';

/** One cell of the answer: column, row, spans and failed ones. */
export interface Cell {
  x: number;
  y: number;
  spans: number;
  errors: number;
}

/** What the drawing covers: times in ms since 1970; rows `bottom` to `bottom + rows - 1`, each a step on a log scale. */
export interface Grid {
  from: number;
  to: number;
  bottom: number;
  rows: number;
}

/** A place on the drawing: shares (0-1) from the left and from the bottom. */
export interface Point {
  x: number;
  y: number;
}

/** Fewer rows would make a handful of cells as tall as the drawing. */
const FEWEST_ROWS = 8;

/** The grid that shows all cells, with a free row above and below. */
export function gridOf(cells: Cell[], range: { from: number; to: number }): Grid {
  const ys = cells.map(({ y }) => y);
  const bottom = Math.max(0, Math.min(...ys) - 1);
  return { ...range, bottom, rows: Math.max(FEWEST_ROWS, Math.max(...ys) + 2 - bottom) };
}

/** Shortest duration of a row, in ns. */
const durationOf = (row: number) => Math.round(2 ** (row / ROWS_PER_DOUBLING));

const clamp = (value: number, from: number, to: number) => Math.min(Math.max(value, from), to);

/** The box of whole cells that two corners span. */
export function boxOf(grid: Grid, a: Point, b: Point): Required<Selection> {
  const column = (x: number) => clamp(x, 0, 1) * HEATMAP_COLUMNS;
  const row = (y: number) => clamp(y, 0, 1) * grid.rows;
  const left = Math.min(Math.floor(column(Math.min(a.x, b.x))), HEATMAP_COLUMNS - 1);
  const right = Math.max(Math.ceil(column(Math.max(a.x, b.x))), left + 1);
  const low = Math.min(Math.floor(row(Math.min(a.y, b.y))), grid.rows - 1);
  const high = Math.max(Math.ceil(row(Math.max(a.y, b.y))), low + 1);
  const time = (x: number) => Math.round(grid.from + ((grid.to - grid.from) * x) / HEATMAP_COLUMNS);
  return {
    from: time(left),
    to: time(right),
    // the lowest row holds spans of no duration too
    min: grid.bottom + low === 0 ? 0 : durationOf(grid.bottom + low),
    max: durationOf(grid.bottom + high),
  };
}

/** Where a box lies on the drawing, in shares from the left and the bottom; undefined when it lies outside. */
export function edgesOf(grid: Grid, { from, to, min, max }: Selection) {
  const x = (time: number) => clamp((time - grid.from) / (grid.to - grid.from), 0, 1);
  const y = (ns: number) => clamp((Math.log2(Math.max(1, ns)) * ROWS_PER_DOUBLING - grid.bottom) / grid.rows, 0, 1);
  const edges = {
    left: x(from ?? grid.from),
    right: x(to ?? grid.to),
    bottom: min === undefined ? 0 : y(min),
    top: max === undefined ? 1 : y(max),
  };
  return edges.right > edges.left && edges.top > edges.bottom ? edges : undefined;
}

/** The cell at a place. */
export function cellAt(grid: Grid, { x, y }: Point): { x: number; y: number } {
  return {
    x: clamp(Math.floor(x * HEATMAP_COLUMNS), 0, HEATMAP_COLUMNS - 1),
    y: grid.bottom + clamp(Math.floor(y * grid.rows), 0, grid.rows - 1),
  };
}

/** Spans in the cells whose middle lies in the box: exact for a box that was drawn on this grid. */
export function spansWithin(grid: Grid, cells: Cell[], selection: Selection): number {
  const edges = edgesOf(grid, selection);
  return cells
    .filter(({ x, y }) => {
      const [column, row] = [(x + 0.5) / HEATMAP_COLUMNS, (y - grid.bottom + 0.5) / grid.rows];
      return edges && column > edges.left && column < edges.right && row > edges.bottom && row < edges.top;
    })
    .reduce((sum, { spans }) => sum + spans, 0);
}

export interface Tick {
  /** Share of the height or width. */
  at: number;
  text: string;
}

/** Powers of ten of the duration. */
export function durationTicks(grid: Grid): Tick[] {
  const powers = Array.from({ length: 16 }, (_, power) => 10 ** power);
  return powers
    .map((ns) => ({ at: (Math.log2(ns) * ROWS_PER_DOUBLING - grid.bottom) / grid.rows, text: durationText(ns) }))
    .filter(({ at }) => at >= 0 && at <= 1);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 5, 10, 30]
  .map((n) => n * SECOND)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
    [1, 2, 3, 6, 12].map((n) => n * HOUR),
    [1, 2, 7, 14, 30].map((n) => n * DAY)
  );
const MOST_TICKS = 9;

/** Times at round distances, at most nine; `format` is for dateTimeFormat. */
export function timeTicks({ from, to }: Grid): { times: Array<{ at: number; time: number }>; format: string } {
  const step = STEPS.find((one) => (to - from) / one <= MOST_TICKS) ?? STEPS[STEPS.length - 1];
  const first = Math.ceil(from / step) * step;
  const times = Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step)
    .map((time) => ({ time, at: (time - from) / (to - from) }))
    // a text at the very edge would be cut
    .filter(({ at }) => at >= 0.01 && at <= 0.98);
  const format = step >= DAY ? 'MM/DD' : step < MINUTE ? 'HH:mm:ss' : to - from > DAY ? 'MM/DD HH:mm' : 'HH:mm';
  return { times, format };
}
