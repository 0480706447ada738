import { type CallNode, mergeTraces, type StructureSpan } from './mergeTraces';
import { visibleRows, whereTheTimeIs } from './visibleRows';

const span = (
  trace: string,
  id: string,
  parent: string,
  name: string,
  start: number,
  duration: number,
  failed = false
) => ({ trace, span: id, parent, service: 's', name, start, duration, failed }) satisfies StructureSpan;

const outline = (nodes: CallNode[]): unknown[] =>
  nodes.map(({ name, calls, traces, total, self, failed, children }) => [
    name,
    { calls, traces, total, self, failed },
    outline(children),
  ]);

test('spans that were called the same way become one node; what overlaps is not counted twice', () => {
  const tree = mergeTraces([
    // a: 0-100, calls b 10-40 and b 30-60 (union 50) → own 50
    span('t1', '1', '', 'a', 0, 100),
    span('t1', '2', '1', 'b', 10, 30),
    span('t1', '3', '1', 'b', 30, 30, true),
    // a second trace: b ends after a, as what is asynchronous does: only 20 of it are within
    span('t2', '1', '', 'a', 0, 50),
    span('t2', '2', '1', 'b', 30, 100),
  ]);
  expect(outline(tree.roots)).toEqual([
    [
      'a',
      { calls: 2, traces: 2, total: 150, self: 80, failed: 0 },
      [['b', { calls: 3, traces: 2, total: 160, self: 160, failed: 1 }, []]],
    ],
  ]);
  expect(tree).toMatchObject({ traces: 2, spans: 5, orphans: 0, looped: 0 });
  expect(tree.roots[0].longest).toEqual({ trace: 't1', span: '1', duration: 100 });
});

test('equal names on other paths stay apart, and the most time comes first', () => {
  const tree = mergeTraces([
    span('t', '1', '', 'a', 0, 10),
    span('t', '2', '1', 'x', 0, 1),
    span('u', '1', '', 'b', 0, 90),
    span('u', '2', '1', 'x', 0, 2),
  ]);
  expect(tree.roots.map(({ name, children }) => [name, children[0].total])).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});

test('a span without its parent stands at the top and is counted; one that is its own parent too', () => {
  const tree = mergeTraces([span('t', '2', 'gone', 'a', 0, 10), span('t', '3', '3', 'b', 0, 5)]);
  expect(tree.roots.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(tree.orphans).toBe(2);
});

test('spans that are each other’s parents end, and so does a chain of 20,000', () => {
  const loop = mergeTraces([span('t', '1', '2', 'a', 0, 1), span('t', '2', '1', 'b', 0, 1)]);
  expect(loop).toMatchObject({ roots: [], looped: 2 });
  const chain = Array.from({ length: 20_000 }, (_, i) =>
    span('t', String(i), i ? String(i - 1) : '', `n${i % 2}`, i, 1)
  );
  const [root] = mergeTraces(chain).roots;
  let depth = 0;
  for (let node: CallNode | undefined = root; node; node = node.children[0]) {
    depth += 1;
  }
  expect(depth).toBeLessThan(200);
});

test('rows: what has a part of the time is open, the rest closed, and a toggle turns it round', () => {
  const { roots } = mergeTraces([
    span('t', '1', '', 'big', 0, 1000),
    span('t', '2', '1', 'inner', 0, 900),
    span('u', '1', '', 'small', 0, 5),
    span('u', '2', '1', 'hidden', 0, 4),
  ]);
  const rows = visibleRows(roots, new Set());
  expect(rows.map(({ node, depth }) => [node.name, depth])).toEqual([
    ['big', 0],
    ['inner', 1],
    ['small', 0],
  ]);
  expect(whereTheTimeIs(rows)?.node.name).toBe('inner');
  const toggled = visibleRows(roots, new Set([rows[0].path, rows[2].path]));
  expect(toggled.map(({ node }) => node.name)).toEqual(['big', 'small', 'hidden']);
});
