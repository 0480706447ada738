import { type EndPoint, withEnd } from './endHistory';
import { judgePartition, type PartitionHistory } from './judgePartition';
import { type Sample } from './sample';

const NOW = Date.UTC(2026, 0, 5, 12);
const EVERY_MS = 15_000;
const STALE_S = 60;

type Seen = Partial<Omit<Sample, 'at'>>;
const HEALTHY: Omit<Sample, 'at'> = {
  first: 0,
  end: 1000,
  committed: 1000,
  readers: { members: 1, owner: 'ClickHouse at 10.0.0.7' },
};

/** Samples 15 s apart, the last one now; each differs from the one before as it says. */
function judged(seen: Seen[], more: Partial<PartitionHistory> & { now?: number } = {}) {
  const { now = NOW, ...history } = more;
  let last = HEALTHY;
  const samples = seen.map((one, i): Sample => {
    last = { ...last, ...one };
    return { ...last, at: NOW - (seen.length - 1 - i) * EVERY_MS };
  });
  const ends = samples.reduce<EndPoint[]>((ends, { at, end }) => withEnd(ends, { at, end }), []);
  return judgePartition({ samples, ends, ...history }, now, STALE_S);
}

const times = (n: number, sample: (i: number) => Seen = () => ({})) => Array.from({ length: n }, (_, i) => sample(i));
const NOBODY = { members: 0, owner: null };
const OTHERS = { members: 2, owner: null };
const VIEW = 'otel.otel_audit_traces_mv: Cannot parse';

test.each<[string, Seen[], Partial<PartitionHistory> & { now?: number }, string, RegExp]>([
  ['a quiet topic, all read, no commit for hours (Burrow #195)', times(20), {}, 'OK', /everything is read/],
  ['the very first sample of a group that has read all', [{}], {}, 'OK', /everything/],
  [
    'a busy topic: what waits goes up and down with each block',
    times(20, (i) => ({ end: 1000 + i * 100, committed: 1000 + i * 100 - (i % 3) * 40 })),
    {},
    'OK',
    /reads|everything/,
  ],
  [
    'a group that stopped shows its lag of now, not that of its last commit (Burrow #58)',
    times(4, (i) => ({ end: 1000 + i * 100, readers: NOBODY })),
    {},
    'STOPPED',
    /^300 messages wait and nobody is in the group$/,
  ],
  [
    'one sample without members is a rebalance',
    [{ end: 1100 }, { end: 1200 }, { end: 1300, readers: NOBODY }],
    {},
    'OK',
    /300 messages on the way/,
  ],
  [
    'a view throws: the group comes and goes, and the exception says why',
    times(4, (i) => ({ end: 1000 + i * 100, readers: i % 2 ? OTHERS : NOBODY })),
    { exception: VIEW },
    'STALLED',
    /^300 messages wait and the consumer fails: otel\.otel_audit_traces_mv/,
  ],
  [
    'an old exception of a consumer that moves again is not passed on; it catches up',
    times(4, (i) => ({ end: 2000, committed: 1000 + i * 100 })),
    {},
    'OK',
    /700 messages on the way/,
  ],
  [
    'a group with members of which none has the partition',
    times(4, (i) => ({ end: 1000 + i * 100, readers: OTHERS })),
    {},
    'UNASSIGNED',
    /none of the 2 members/,
  ],
  [
    'it owns the partition, reports nothing and does not move',
    times(22, (i) => ({ end: 1001 + i })),
    {},
    'STOPPED',
    /nothing was committed for 315 s/,
  ],
  [
    'the same while the broker does not tell about members (no right to DESCRIBE the group)',
    times(22, (i) => ({ end: 1001 + i, readers: null })),
    {},
    'STOPPED',
    /nothing was committed/,
  ],
  [
    'it reads, and falls behind all the time',
    times(20, (i) => ({ end: 1000 + i * 100, committed: 900 + i * 10 })),
    {},
    'LAGGING',
    /has not become less in 20 samples/,
  ],
  [
    'a few seconds behind is a block on its way, however it grows',
    [...times(15, () => ({ end: 1000 })), ...times(5, (i) => ({ end: 1001 + i * 10, committed: 1000 + i * 9 }))],
    {},
    'OK',
    /on the way|everything/,
  ],
  [
    'rewound by hand, and on its way back',
    [{ end: 1000 }, {}, { committed: 0 }, { committed: 300 }],
    {},
    'REWOUND',
    /700 messages until the end/,
  ],
  [
    'rewound, and read again to where it was',
    [{ end: 1200, committed: 1000 }, { committed: 0 }, { committed: 500 }, { committed: 1100 }],
    {},
    'OK',
    /100 messages on the way/,
  ],
  [
    'no committed offset is no giant lag (kafka-lag-exporter #45)',
    times(3, () => ({ committed: null, first: 990 })),
    {},
    'NO_COMMIT',
    /never committed here; 10 messages wait/,
  ],
  [
    'a partition that was added, and that no member has yet',
    times(3, () => ({ committed: null, first: 990, readers: OTHERS })),
    {},
    'UNASSIGNED',
    /^10 messages wait and none of the 2 members/,
  ],
  [
    'one message, and one member without its partition',
    times(3, () => ({ committed: null, first: 999, readers: { members: 1, owner: null } })),
    {},
    'UNASSIGNED',
    /^1 message waits and the only member does not have this partition$/,
  ],
  [
    'a group that nobody has ever joined',
    times(3, () => ({ committed: null, first: 990, readers: NOBODY })),
    {},
    'NO_COMMIT',
    /never committed here/,
  ],
  [
    'an empty topic that nobody has committed on is well',
    times(3, () => ({ committed: null, first: 1000 })),
    {},
    'OK',
    /everything/,
  ],
  [
    'a new group whose view throws at its first block',
    times(3, () => ({ committed: null })),
    { exception: VIEW },
    'STALLED',
    /the consumer fails/,
  ],
  [
    'retention rolls over a quiet topic (kafka-lag-exporter #37)',
    times(3, () => ({ first: 1000 })),
    {},
    'OK',
    /everything/,
  ],
  [
    'retention overtakes the group',
    times(3, () => ({ committed: 400, first: 407 })),
    {},
    'LOST',
    /^the broker has deleted 7 messages that nobody had read$/,
  ],
  [
    'a topic that was made anew is shorter than what was committed: no negative lag',
    [{ end: 5, committed: 1000 }],
    {},
    'LOST',
    /made anew/,
  ],
  ['two samples show no direction', times(2, (i) => ({ end: 1100 + i })), {}, 'UNKNOWN', /^2 samples only/],
  ['one sample, in its own words', [{ end: 1100 }], {}, 'UNKNOWN', /^1 sample only/],
  ['the broker has not answered for a while', times(20), { now: NOW + 90_000 }, 'UNKNOWN', /newest sample is 90 s old/],
])('%s', (_, seen, more, status, reason) => {
  const result = judged(seen, more);
  expect([result.status, result.reason]).toEqual([status, expect.stringMatching(reason)]);
});

test('a partition that is shorter than what was committed has no lag, rather than a negative one', () => {
  expect(judged([{ end: 5, committed: 1000 }])).toMatchObject({
    lag: null,
    time: { seconds: null },
    retentionUsed: null,
  });
});

test('lag, rates and when it is drained', () => {
  const seen = times(5, (i) => ({ end: 10_000 + i * 150, committed: 4000 + i * 450 }));
  const result = judged(seen);
  expect(result).toMatchObject({ lag: 4800, produced: 10, consumed: 30, drainSeconds: 240 });
});

test.each<[string, Seen[], object]>([
  ['one sample has no rate', [{}], { produced: null, consumed: null, drainSeconds: null }],
  ['nothing waits: drained now', times(2), { produced: 0, consumed: 0, drainSeconds: 0 }],
  [
    'slower than what comes: never',
    times(2, (i) => ({ end: 2000 + 300 * i, committed: 1000 + 150 * i })),
    { produced: 20, consumed: 10, drainSeconds: null },
  ],
  ['a group that went back has no rate', [{ end: 1100 }, { committed: 0 }], { consumed: null, drainSeconds: null }],
  ['a first commit has no rate', [{ committed: null }, { committed: 500 }], { produced: 0, consumed: null }],
])('rates: %s', (_, seen, expected) => expect(judged(seen)).toMatchObject(expected));

test('rates are those of the last two minutes', () => {
  const burst = times(20, (i) => ({ end: 1000 + (i < 5 ? 100_000 * i : 400_000), committed: 1000 }));
  expect(judged(burst).produced).toBe(0);
});

test.each<[string, Seen[], Partial<PartitionHistory>, number | null]>([
  ['nothing waits', [{}], { retentionMs: 1000 }, 0],
  [
    'the broker has deleted nothing yet, and does not say for how long it keeps',
    times(3, () => ({ end: 1100 })),
    {},
    null,
  ],
  // 30 s of 60 s: the oldest unread message was there at the first sample
  ['by age', times(3, () => ({ end: 1100 })), { retentionMs: 60_000 }, 0.5],
  ['by place among what is kept', times(3, () => ({ first: 900, committed: 925 })), {}, 0.75],
  ['the worse of both', times(3, () => ({ first: 900, committed: 925 })), { retentionMs: 60_000 }, 0.75],
  ['older than it would be kept is no more than all', times(3, () => ({ end: 1100 })), { retentionMs: 1000 }, 1],
])('share of retention: %s', (_, seen, more, expected) => expect(judged(seen, more).retentionUsed).toBe(expected));
