import { type CallGraph } from './callGraph';

/** Size of the box of a node, and what lies between boxes, in pixels. */
export const NODE = { width: 156, height: 48 };
const GAP = { x: 132, y: 24 };
const MARGIN = 16;

export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  /** Upper left corner of each node's box, by its id. */
  places: Map<string, Place>;
  width: number;
  height: number;
}

/** Rounds in which the columns are ordered after their neighbours; more changes next to nothing. */
const SWEEPS = 6;

/**
 * Places the nodes in columns from left to right, callers before those they call, and orders each column so that edges
 * cross little: layers by longest path, order by the mean place of the neighbours (Sugiyama's method). Nodes that call
 * each other in a circle keep one direction. The same graph always gives the same picture.
 */
export function layoutOf({ nodes, edges }: CallGraph): Layout {
  const ids = nodes.map(({ id }) => id);
  const forward = withoutCircles(ids, edges);
  const columns = columnsOf(ids, forward);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isRightwards = sweep % 2 === 0;
    order(columns, isRightwards ? forward.map(([from, to]) => [to, from]) : forward, isRightwards);
  }
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const heightOf = (count: number) => count * NODE.height + Math.max(0, count - 1) * GAP.y;
  const places = new Map<string, Place>();
  columns.forEach((column, x) => {
    const top = MARGIN + (heightOf(tallest) - heightOf(column.length)) / 2;
    column.forEach((id, y) =>
      places.set(id, { x: MARGIN + x * (NODE.width + GAP.x), y: top + y * (NODE.height + GAP.y) })
    );
  });
  return {
    places,
    width: 2 * MARGIN + columns.length * NODE.width + Math.max(0, columns.length - 1) * GAP.x,
    height: 2 * MARGIN + heightOf(tallest),
  };
}

type Arc = readonly [from: string, to: string];

/** The edges, without those that lead back to where a walk from the callers came from. */
function withoutCircles(ids: string[], edges: CallGraph['edges']): Arc[] {
  const called = new Set(edges.map(({ target }) => target));
  const next = new Map<string, string[]>(ids.map((id) => [id, []]));
  edges.forEach(({ source, target }) => next.get(source)?.push(target));
  const kept: Arc[] = [];
  const done = new Set<string>();
  const onTheWay = new Set<string>();
  const walk = (id: string) => {
    if (done.has(id)) {
      return;
    }
    onTheWay.add(id);
    for (const target of next.get(id) ?? []) {
      if (next.has(target) && !onTheWay.has(target)) {
        kept.push([id, target]);
        walk(target);
      }
    }
    onTheWay.delete(id);
    done.add(id);
  };
  ids.filter((id) => !called.has(id)).forEach(walk);
  ids.forEach(walk);
  return kept;
}

/** Each node in the column after the last of its callers. */
function columnsOf(ids: string[], forward: Arc[]): string[][] {
  const callers = new Map<string, string[]>(ids.map((id) => [id, []]));
  forward.forEach(([from, to]) => callers.get(to)?.push(from));
  const known = new Map<string, number>();
  const columnOf = (id: string): number => {
    const column =
      known.get(id) ?? (callers.get(id) ?? []).reduce((most, caller) => Math.max(most, columnOf(caller) + 1), 0);
    known.set(id, column);
    return column;
  };
  const columns: string[][] = [];
  ids.forEach((id) => (columns[columnOf(id)] ??= []).push(id));
  return columns;
}

/** Sorts each column by the mean place of those that its nodes are tied to; nodes without any stay in their place. */
function order(columns: string[][], ties: readonly Arc[], isRightwards: boolean): void {
  const tied = new Map<string, string[]>();
  ties.forEach(([from, to]) => tied.set(from, [...(tied.get(from) ?? []), to]));
  const place = new Map<string, number>();
  const note = (column: string[]) => column.forEach((id, y) => place.set(id, y - column.length / 2));
  columns.forEach(note);
  for (const column of isRightwards ? columns : [...columns].reverse()) {
    const mean = new Map(
      column.map((id) => {
        const places = (tied.get(id) ?? []).map((other) => place.get(other) ?? 0);
        return [id, places.length ? places.reduce((sum, y) => sum + y, 0) / places.length : (place.get(id) ?? 0)];
      })
    );
    column.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0));
    note(column);
  }
}
