import fc from 'fast-check';

import { criticalPath, timeOnPath } from './criticalPath';
import { type Span } from './span';
import { spanAt } from './spansForTest';
import { traceTree } from './traceTree';

function drawn(spans: Span[]): Record<string, Array<[number, number]>> {
  const path = criticalPath(traceTree(spans));
  return Object.fromEntries([...path].map(([key, all]) => [key, all.map(({ from, to }) => [from / 1e6, to / 1e6])]));
}

test.each<[string, Span[], Record<string, Array<[number, number]>>]>([
  ['no span', [], {}],
  ['one span is all of it', [spanAt('a', '', 0, 10)], { a: [[0, 10]] }],
  [
    'one after the other, with gaps of the parent',
    [spanAt('a', '', 0, 10), spanAt('b', 'a', 1, 3), spanAt('c', 'a', 4, 9)],
    {
      a: [
        [0, 1],
        [3, 4],
        [9, 10],
      ],
      b: [[1, 3]],
      c: [[4, 9]],
    },
  ],
  [
    'side by side: the one that finished last counts, the other does not',
    [spanAt('a', '', 0, 10), spanAt('b', 'a', 1, 8), spanAt('c', 'a', 2, 9)],
    {
      a: [
        [0, 2],
        [9, 10],
      ],
      c: [[2, 9]],
    },
  ],
  [
    'down to the leaf',
    [spanAt('a', '', 0, 10), spanAt('b', 'a', 2, 8), spanAt('c', 'b', 3, 7)],
    {
      a: [
        [0, 2],
        [8, 10],
      ],
      b: [
        [2, 3],
        [7, 8],
      ],
      c: [[3, 7]],
    },
  ],
  [
    'a child that outlives its parent counts to the parent’s end',
    [spanAt('a', '', 0, 10), spanAt('b', 'a', 5, 50)],
    { a: [[0, 5]], b: [[5, 10]] },
  ],
  [
    'a child outside of its parent does not count',
    [spanAt('a', '', 0, 10), spanAt('b', 'a', 12, 15)],
    { a: [[0, 10]] },
  ],
  ['a child without duration does not count', [spanAt('a', '', 0, 10), spanAt('b', 'a', 5, 5)], { a: [[0, 10]] }],
  ['of several roots the longest', [spanAt('short', '', 0, 2), spanAt('long', '', 1, 9)], { long: [[1, 9]] }],
  [
    'a span without its parent can be the root',
    [spanAt('short', '', 0, 2), spanAt('long', 'lost', 1, 9)],
    { long: [[1, 9]] },
  ],
])('%s', (_, spans, expected) => expect(drawn(spans)).toEqual(expected));

test('whatever the trace, its stretches fill the longest root without gap or overlap', () => {
  const trace = fc
    .array(fc.tuple(fc.nat(30), fc.nat(100), fc.nat(60)), { minLength: 1, maxLength: 40 })
    .map((parts) =>
      parts.map(([parent, start, length], i) =>
        spanAt(`s${i}`, i === 0 ? '' : `s${parent % i}`, i === 0 ? 0 : start, i === 0 ? 120 : start + length)
      )
    );
  fc.assert(
    fc.property(trace, (spans) => {
      const path = criticalPath(traceTree(spans));
      const stretches = [...path.values()].flat().sort((a, b) => a.from - b.from);
      expect(stretches[0].from).toBe(0);
      stretches.slice(1).forEach(({ from }, i) => expect(from).toBe(stretches[i].to));
      expect(stretches.at(-1)!.to).toBe(120e6);
      expect([...path.values()].reduce((sum, one) => sum + timeOnPath(one), 0)).toBe(120e6);
    })
  );
});

test('a chain of 50,000 spans is no recursion', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => spanAt(`s${i}`, i ? `s${i - 1}` : '', 0, 1));
  expect([...criticalPath(traceTree(chain)).keys()]).toEqual(['s49999']);
});
