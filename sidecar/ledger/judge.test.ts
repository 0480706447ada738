import { judge, type PartitionRecord } from './judge';

const record = (facts: Partial<PartitionRecord>): PartitionRecord => ({
  topic: 'otel-telemetry',
  partition: 0,
  first: 10,
  last: 19,
  messages: 10,
  gaps: [],
  sources: [],
  ...facts,
});

test.each<[string, Partial<PartitionRecord>, object]>([
  ['all stored, groups have read them', { committed: 20 }, { status: 'complete', missing: 0 }],
  ['the groups are behind what one of them has stored', { committed: 12 }, { status: 'complete', missing: 0 }],
  ['the broker was not asked', {}, { status: 'unknown', missing: 0 }],
  ['no group has committed yet', { committed: null }, { status: 'complete', missing: 0 }],
  [
    'one message is missing in the middle',
    { committed: 20, messages: 9, gaps: [{ from: 14, to: 14 }] },
    { status: 'gap', missing: 1, gaps: [{ from: 14, to: 14 }], text: expect.stringContaining('in no table: 14.') },
  ],
  [
    'a gap is a gap without the broker, too',
    { messages: 8, gaps: [{ from: 14, to: 15 }] },
    { status: 'gap', missing: 2, text: expect.stringContaining('14 to 15') },
  ],
  [
    'the groups have read on, but nothing of it is stored',
    { committed: 25 },
    { status: 'gap', missing: 5, gaps: [{ from: 20, to: 24 }], text: expect.stringContaining('messages 10 to 24 are') },
  ],
  [
    'more gaps than are listed',
    { committed: 20, messages: 5, gaps: [{ from: 12, to: 12 }] },
    { status: 'gap', missing: 5, text: expect.stringContaining('12, …') },
  ],
])('%s', (_, facts, expected) => expect(judge(record(facts))).toMatchObject(expected));
