import { judgeBroker } from './answers';
import { type GroupFacts, judgeLag, judgeRetention } from './lag';
import { judgeTopics } from './topics';
import { readConfig } from '../../config';
import { kafkaProblem } from '../../kafka/problem';
import { type Verdict } from '../verdict';

const said = (verdicts: Verdict[]) =>
  verdicts.map(({ status, text, next }) => `${status}: ${text}${next ? ` → ${next}` : ''}`);

test('a broker that answers, and one that does not with what to do', () => {
  const facts = { way: 'SASL_SSL, PLAIN, user girok', brokers: ['b:9093'], tookMs: 12 };
  expect(said(judgeBroker(facts))).toEqual(['ok: 1 broker (b:9093) by SASL_SSL, PLAIN, user girok, in 12 ms']);
  const error = kafkaProblem(
    Object.assign(new Error('connect ECONNREFUSED'), { name: 'KafkaJSConnectionError' }),
    readConfig({})
  );
  expect(said(judgeBroker({ ...facts, error }))).toEqual([
    expect.stringMatching(/^failure: Kafka at redpanda:9093 does not answer.* → Check GIROK_KAFKA_BROKERS/),
  ]);
});

test.each<[string, { partitions?: number; consumers: number }, RegExp]>([
  ['enough partitions', { partitions: 3, consumers: 3 }, /^ok: t: 3 partitions, 3 consumers of each queue$/],
  [
    'more consumers than partitions',
    { partitions: 1, consumers: 2 },
    /^warning: t has 1 partition for 2 consumers.*GIROK_KAFKA_CONSUMERS=1/,
  ],
  ['no such topic', { consumers: 1 }, /^failure: the topic t does not exist/],
])('topics: %s', (_, facts, expected) =>
  expect(said(judgeTopics([{ topic: 't', ...facts }]))).toEqual([expect.stringMatching(expected)])
);

const HOUR = 3_600_000;
const GROUP: GroupFacts = {
  group: 'g',
  topic: 't',
  offsets: [
    { partition: 0, first: 100, end: 200 },
    { partition: 1, first: 0, end: 50 },
  ],
  committed: [
    { partition: 0, committed: 200 },
    { partition: 1, committed: 50 },
  ],
  members: 1,
  retentionMs: 24 * HOUR,
};
test.each<[string, Partial<GroupFacts>, RegExp]>([
  ['all is read', {}, /^ok: behind by: g 0 messages$/],
  [
    'a little behind',
    {
      committed: [
        { partition: 0, committed: 190 },
        { partition: 1, committed: 50 },
      ],
    },
    /^ok: behind by: g 10 messages$/,
  ],
  [
    'a new group has committed nothing and reads from the first message',
    { committed: [{ partition: 0, committed: null }] },
    /^ok: behind by: g 150 messages$/,
  ],
  [
    'behind, and nobody reads',
    { committed: [{ partition: 0, committed: 190 }], members: 0 },
    /^failure: g: 60 messages of t wait and nobody reads/,
  ],
  ['nobody reads, and there is nothing to read', { members: 0 }, /^ok/],
  [
    'messages were deleted unread',
    {
      committed: [
        { partition: 0, committed: 93 },
        { partition: 1, committed: 50 },
      ],
    },
    /^failure: g: the broker has deleted 7 messages of t that were never read/,
  ],
  [
    'unread messages have used half of their time',
    {
      committed: [
        { partition: 0, committed: 150 },
        { partition: 1, committed: 50 },
      ],
      youngerFrom: new Map([
        [0, 160],
        [1, 50],
      ]),
    },
    /^failure: g: unread messages of t are more than 12 h old, and it keeps them for 24 h/,
  ],
  [
    'unread messages are young',
    {
      committed: [
        { partition: 0, committed: 150 },
        { partition: 1, committed: 50 },
      ],
      youngerFrom: new Map([
        [0, 120],
        [1, 10],
      ]),
    },
    /^ok: behind by: g 50 messages$/,
  ],
  ['no such topic', { offsets: undefined }, /^skipped: g: the topic t does not exist$/],
])('lag: %s', (_, change, expected) =>
  expect(said(judgeLag([{ ...GROUP, ...change }]))).toEqual([expect.stringMatching(expected)])
);

test.each<[string, number | undefined, RegExp]>([
  ['a week', 7 * 24 * HOUR, /^ok: t: 7 days$/],
  ['for ever', undefined, /^ok: t: without end/],
  ['an hour', HOUR, /^warning: t keeps messages for 60 min only/],
])('retention of the topic: %s', (_, retentionMs, expected) =>
  expect(said(judgeRetention([{ topic: 't', retentionMs }]))).toEqual([expect.stringMatching(expected)])
);
