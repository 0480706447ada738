import { type AuditEvent } from '../auditEvents';
import { spanAt } from './spansForTest';
import { eventsBySpan, keysAbove, matchingSpans, parentsOf, timeOfTrace, traceRows } from './traceRows';
import { traceTree } from './traceTree';

const STARTED = 1_700_000_000_000_000_000n;
const tree = traceTree([
  spanAt('root', '', 0, 100, { service: 'gateway' }),
  spanAt('charge', 'root', 10, 90, { message: 'card declined', kind: 'Client' }),
  spanAt('select', 'charge', 20, 30),
  spanAt('stray', 'lost', 40, 50),
]);
const event = (id: string, span: string, ms: number) =>
  ({ id: `${STARTED + BigInt(ms * 1e6)}-${id}`, span }) as AuditEvent;
const events = eventsBySpan(tree, STARTED, [
  event('3', 'charge', 25),
  event('1', 'charge', 15),
  event('2', 'nobody', 5),
  event('4', '', 60),
]);

const drawn = (collapsed: string[], withEvents = true) =>
  traceRows(tree, new Set(collapsed), withEvents ? events : undefined).map((row) => {
    const name = row.kind === 'event' ? `◆${row.event.id.split('-')[1]} at ${row.at / 1e6}` : row.key;
    return `${'  '.repeat(row.depth)}${name}${row.kind === 'node' && row.isCollapsed ? ` +${row.hidden}` : ''}`;
  });

test('spans and events by time, parents before children', () => {
  expect(drawn([])).toEqual([
    'root',
    '  charge',
    '    ◆1 at 15',
    '    select',
    '    ◆3 at 25',
    '◆2 at 5',
    'missing.lost',
    '  stray',
    '◆4 at 60',
  ]);
});

test('what is collapsed hides spans and events below, and says how many spans', () => {
  expect(drawn(['charge'])).toEqual(['root', '  charge +1', '◆2 at 5', 'missing.lost', '  stray', '◆4 at 60']);
  expect(drawn(['root', 'missing.lost'], false)).toEqual(['root +2', 'missing.lost +1']);
});

test('nodes with something below them, and what is above a span', () => {
  expect(parentsOf(tree)).toEqual(['root', 'charge', 'missing.lost']);
  expect(keysAbove(tree.spans.get('select')!)).toEqual(['charge', 'root']);
  expect(keysAbove(tree.spans.get('stray')!)).toEqual(['missing.lost']);
});

test.each<[string, string, string[], string[]]>([
  ['nothing is looked for', ' ', [], []],
  ['a word of the name, in any case', 'CHARGE', [], ['charge']],
  ['all words, wherever they stand', 'client declined', [], ['charge']],
  ['a service', 'gateway', [], ['root']],
  ['nothing', 'nobody', [], []],
  ['what only ClickHouse can find comes with it, in order', 'charge', ['select', 'root'], ['root', 'charge', 'select']],
])('search: %s', (_, text, also, expected) => expect(matchingSpans(tree, text, new Set(also))).toEqual(expected));

test('audit events are looked for in the minutes of the trace', () => {
  expect(timeOfTrace(STARTED, 1.5e9)).toEqual({ from: 1_700_000_000_000 - 60_000, to: 1_700_000_001_500 + 60_000 });
});
