import { type Span } from './span';
import { spanAt } from './spansForTest';
import { type Oddity, traceTree, type TraceTree, walk } from './traceTree';

/** The tree as text: one line a node, indented, with what is odd about it. */
function drawn(tree: TraceTree): string[] {
  const lines: string[] = [];
  walk(tree.roots, (node) => {
    const name = node.kind === 'span' ? node.key : `(missing ${node.id})`;
    const odd = node.kind === 'span' ? node.oddities.map(words).join(', ') : '';
    lines.push(`${'  '.repeat(node.depth)}${name}${odd && ` [${odd}]`}`);
  });
  return lines;
}

const words = (oddity: Oddity) =>
  'by' in oddity
    ? `${oddity.kind} ${oddity.by / 1e6}`
    : oddity.kind === 'sameId'
      ? `${oddity.copy} of ${oddity.of}`
      : 'cycle';

test.each<[string, Span[], string[]]>([
  ['no span', [], []],
  [
    'children by their start, whatever order they came in',
    [
      spanAt('late', 'root', 5, 6),
      spanAt('root', '', 0, 10),
      spanAt('early', 'root', 1, 2),
      spanAt('leaf', 'early', 1, 2),
    ],
    ['root', '  early', '    leaf', '  late'],
  ],
  ['several roots, by their start', [spanAt('b', '', 3, 4), spanAt('a', '', 0, 1)], ['a', 'b']],
  [
    'spans of one parent that is not there stand together under it',
    [spanAt('root', '', 0, 10), spanAt('x', 'lost', 2, 3), spanAt('y', 'lost', 4, 5), spanAt('z', 'other', 6, 7)],
    ['root', '(missing lost)', '  x', '  y', '(missing other)', '  z'],
  ],
  [
    'a ring is opened at its first span, and what hangs below comes with it',
    [spanAt('b', 'a', 2, 3), spanAt('a', 'c', 1, 4), spanAt('c', 'b', 3, 4), spanAt('below', 'c', 3, 4)],
    ['a [cycle]', '  b', '    c', '      below'],
  ],
  ['a span that is its own parent', [spanAt('a', 'a', 0, 1)], ['a [cycle]']],
  [
    'client and server with one id: the child goes to the one that ran, the server to the client',
    [
      spanAt('x', '', 0, 10, { key: 'client', kind: 'Client' }),
      spanAt('x', 'x', 2, 8, { key: 'server', kind: 'Server' }),
      spanAt('child', 'x', 3, 4),
    ],
    ['client [1 of 2]', '  server [2 of 2]', '    child'],
  ],
  [
    'a child that starts before its parent stays where it was recorded',
    [spanAt('root', '', 10, 20), spanAt('skewed', 'root', 4, 12)],
    ['root', '  skewed [startsBefore 6]'],
  ],
  [
    'a child that outlives its parent',
    [spanAt('root', '', 0, 10), spanAt('job', 'root', 5, 50)],
    ['root', '  job [endsAfter 40]'],
  ],
  [
    'one tick of a clock of milliseconds is no oddity',
    [spanAt('root', '', 1, 10), spanAt('a', 'root', 0, 11)],
    ['root', '  a'],
  ],
])('%s', (_, spans, expected) => expect(drawn(traceTree(spans))).toEqual(expected));

const ms = (nanoseconds: number) => nanoseconds / 1e6;
const self = (spans: Span[]) => ms(traceTree(spans).spans.get('root')!.self);

test.each<[string, Span[], number]>([
  ['nobody else ran', [spanAt('root', '', 0, 10)], 10],
  [
    'two children side by side count once',
    [spanAt('root', '', 0, 10), spanAt('a', 'root', 1, 5), spanAt('b', 'root', 3, 6)],
    5,
  ],
  ['a child inside another', [spanAt('root', '', 0, 10), spanAt('a', 'root', 1, 9), spanAt('b', 'root', 3, 4)], 2],
  [
    'only what lies within counts',
    [spanAt('root', '', 10, 20), spanAt('a', 'root', 0, 12), spanAt('b', 'root', 19, 40)],
    7,
  ],
  ['a child that covers it all', [spanAt('root', '', 10, 20), spanAt('a', 'root', 0, 40)], 0],
  ['grandchildren do not count', [spanAt('root', '', 0, 10), spanAt('a', 'root', 0, 2), spanAt('b', 'a', 5, 9)], 8],
])('self time: %s', (_, spans, expected) => expect(self(spans)).toBe(expected));

test('a missing parent reaches from its first child to its last', () => {
  const [missing] = traceTree([spanAt('x', 'lost', 2, 9), spanAt('y', 'lost', 4, 5)]).roots;
  expect([ms(missing.start), ms(missing.end)]).toEqual([2, 9]);
});

test('a chain of 50,000 spans is no recursion', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => spanAt(`s${i}`, i ? `s${i - 1}` : '', 0, 1));
  const tree = traceTree(chain);
  expect(tree.spans.get('s49999')!.depth).toBe(49_999);
});
