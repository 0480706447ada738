import { type CallGraph } from './callGraph';
import { layoutOf, NODE } from './layout';

/** "a>b" are edges; nodes are what stands in them. */
function graph(...edges: string[]): CallGraph {
  const pairs = edges.map((edge) => edge.split('>'));
  return {
    nodes: [...new Set(pairs.flat())].map((id) => ({ id, kind: 'service', name: id, filterKey: 'service' })),
    edges: pairs.map(([source, target]) => ({ source, target, calls: 1, rate: 1, errorShare: 0, p95: 1 })),
  };
}

/** Names by column, each from top to bottom. */
function columns(of: CallGraph): string[][] {
  const { places } = layoutOf(of);
  const xs = [...new Set([...places.values()].map(({ x }) => x))].sort((a, b) => a - b);
  return xs.map((at) =>
    [...places]
      .filter(([, { x }]) => x === at)
      .sort(([, a], [, b]) => a.y - b.y)
      .map(([id]) => id)
  );
}

test.each<[string, string[], string[][]]>([
  ['callers stand before those they call', ['a>b', 'b>c'], [['a'], ['b'], ['c']]],
  ['what is called early and late stands late', ['a>b', 'b>c', 'a>c'], [['a'], ['b'], ['c']]],
  ['a circle keeps one direction', ['a>b', 'b>c', 'c>a'], [['a'], ['b'], ['c']]],
  ['a service that calls itself', ['a>a', 'a>b'], [['a'], ['b']]],
  ['two that call each other', ['a>b', 'b>a'], [['a'], ['b']]],
])('%s', (_, edges, expected) => expect(columns(graph(...edges))).toEqual(expected));

test('edges do not cross where they need not', () => {
  const { places } = layoutOf(graph('a>x', 'a>y', 'x>q', 'y>p', 'x>q2', 'y>p2'));
  const isAbove = (one: string, other: string) => places.get(one)!.y < places.get(other)!.y;
  for (const of of [
    ['q', 'p'],
    ['q', 'p2'],
    ['q2', 'p'],
    ['q2', 'p2'],
  ]) {
    expect(isAbove(of[0], of[1])).toBe(isAbove('x', 'y'));
  }
});

test('boxes do not overlap, and all lie within the drawing', () => {
  const services = Array.from({ length: 40 }, (_, i) => `s${i}>s${(i * 7 + 3) % 40}`);
  const { places, width, height } = layoutOf(graph(...services));
  const boxes = [...places.values()];
  expect(boxes).toHaveLength(40);
  boxes.forEach((a, i) => {
    expect(a.x >= 0 && a.y >= 0 && a.x + NODE.width <= width && a.y + NODE.height <= height).toBe(true);
    boxes.slice(i + 1).forEach((b) => {
      expect(Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height).toBe(true);
    });
  });
});

test('an empty graph has no places', () => expect(layoutOf({ nodes: [], edges: [] }).places.size).toBe(0));
