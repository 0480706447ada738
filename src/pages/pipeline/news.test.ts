import { type ConsumerNow, type PartitionNow, type PipelineFacts } from './facts';
import { headlineOf, newsOf, notesOf } from './news';
import { signalsOf } from './signals';

const PARTITION: PartitionNow = {
  source: 'broker',
  signal: 'traces',
  group: 'girok-traces',
  topic: 'otel-telemetry',
  partition: 3,
  age: 4,
  first: '0',
  end: '100520',
  committed: '88120',
  lag: 0,
  seconds: 0,
  isAtLeast: false,
  method: '',
  produced: 10,
  consumed: 10,
  drain: 0,
  retention: 0,
  status: 'OK',
  reason: 'everything is read',
  owner: 'ch',
};
const CONSUMER: ConsumerNow = {
  signal: 'traces',
  queue: 'audit_traces_queue',
  host: 'ch-1',
  consumer: 'one',
  age: 4,
  partitions: 1,
  messages: 1,
  commits: 1,
  polled: 0,
  committed: 1,
  revocations: 0,
  kind: '',
  exception: '',
  failed: null,
  view: '',
  missing: '',
};
const FACTS: PipelineFacts = {
  queues: [{ queue: 'audit_traces_queue', engine: 'Kafka' }],
  freshness: [{ signal: 'traces', age: 4, rate: 20 }],
  partitions: [PARTITION],
  consumers: [CONSUMER],
  letters: [],
};
const STALLED: Partial<PartitionNow> = { lag: 12_400, status: 'STALLED', reason: 'the consumer fails: TYPE_MISMATCH' };
const partition = (change: Partial<PartitionNow>): PartitionNow => ({ ...PARTITION, ...change });
const consumer = (change: Partial<ConsumerNow>): ConsumerNow => ({ ...CONSUMER, ...change });

test.each<[string, Partial<PipelineFacts>, string[]]>([
  ['all is well', {}, []],
  [
    'stalled by a view: where, since which offset and why',
    { partitions: [partition(STALLED)], consumers: [consumer({ view: 'otel_audit_traces_mv', exception: 'x' })] },
    [
      'broken girok-view-errors traces: consumer group girok-traces is stalled on otel-telemetry/3 at offset 88,120: the consumer fails: TYPE_MISMATCH',
    ],
  ],
  [
    'several partitions alike are one sentence, told of the worst',
    {
      partitions: [
        partition({ status: 'LAGGING', lag: 5, partition: 0, reason: 'a' }),
        partition({ status: 'LAGGING', lag: 9, partition: 1, reason: 'b' }),
      ],
    },
    [
      'worse girok-lag-time traces: consumer group girok-traces falls behind on otel-telemetry/1 and 1 more at offset 88,120: b',
    ],
  ],
  [
    'the broker is believed before ClickHouse, which may have stood still',
    { partitions: [partition({ source: 'clickhouse' }), partition({ status: 'STOPPED', lag: 5, reason: 'r' })] },
    ['broken girok-stalled traces: consumer group girok-traces stands still on otel-telemetry/3 at offset 88,120: r'],
  ],
  [
    'an old sample of the broker is not believed',
    { partitions: [partition({ source: 'clickhouse' }), partition({ ...STALLED, age: 600 })] },
    [],
  ],
  [
    'an exception while nothing waits',
    { consumers: [consumer({ exception: 'Authentication failed' })] },
    ['broken girok-consumer-exceptions audit_traces_queue: Authentication failed'],
  ],
  [
    'a missing table, told before the standstill that it causes',
    { consumers: [consumer({ missing: 'otel.t' })] },
    ['broken girok-missing-dependency audit_traces_queue reads nothing while otel.t is missing'],
  ],
  [
    'no consumer',
    { consumers: [consumer({ consumer: '' })] },
    ['broken girok-no-consumer audit_traces_queue has no consumer, or is not there'],
  ],
  [
    'nothing comes, and nothing waits',
    { freshness: [{ signal: 'traces', age: 1200, rate: 0 }] },
    ['worse girok-freshness traces: nothing was stored for 20 min, and nothing is known to wait'],
  ],
  [
    'nothing is stored because it waits: told once',
    { freshness: [{ signal: 'traces', age: 1200, rate: 0 }], partitions: [partition(STALLED)] },
    [
      'broken girok-consumer-exceptions traces: consumer group girok-traces is stalled on otel-telemetry/3 at offset 88,120: the consumer fails: TYPE_MISMATCH',
    ],
  ],
  [
    'nobody reads it: told once, with the runbook of the cause',
    { partitions: [partition({ status: 'STOPPED', lag: 5, reason: 'r' })], consumers: [consumer({ consumer: '' })] },
    [
      'broken girok-no-consumer traces: consumer group girok-traces stands still on otel-telemetry/3 at offset 88,120: r',
    ],
  ],
  [
    'messages that could not be read',
    { letters: [{ signal: 'logs', count: 2 }] },
    ['worse girok-dead-letters logs: 2 messages of the last 10 min could not be read: kept as dead letters'],
  ],
  ['a signal that nobody has ever sent', { freshness: [{ signal: 'traces', age: null, rate: 0 }] }, []],
])('%s', (_, facts, expected) =>
  expect(newsOf({ ...FACTS, ...facts }).map(({ severity, runbook, text }) => `${severity} ${runbook} ${text}`)).toEqual(
    expected
  )
);

test.each<[string, Partial<PipelineFacts>, RegExp[]]>([
  ['both sources are seen', {}, []],
  [
    'the queues of the preview take what is inserted',
    { queues: [{ queue: 'audit_traces_queue', engine: 'Null' }], partitions: [], consumers: [] },
    [/^No queue reads Kafka here/],
  ],
  ['the broker is not seen', { partitions: [partition({ source: 'clickhouse' })] }, [/^The broker is not seen/]],
  [
    'the broker was seen',
    { partitions: [partition({ age: 700 })] },
    [/^The newest sample of the broker is 12 min old/],
  ],
  ['nothing is seen', { partitions: [], consumers: [] }, [/^The broker is not seen/, /^The consumers are not seen/]],
])('what is not seen is said: %s', (_, facts, expected) =>
  expect(notesOf({ ...FACTS, ...facts })).toEqual(expected.map((text) => expect.stringMatching(text) as string))
);

test.each<[string, Partial<PipelineFacts>, string]>([
  ['all is seen and well', {}, 'Everything that is sent is read and stored'],
  ['a part is not seen', { partitions: [partition({ age: 700 })] }, 'The state of the pipeline is not fully known'],
  ['something is wrong', { letters: [{ signal: 'logs', count: 1 }] }, '1 thing is wrong in the pipeline'],
  [
    'no Kafka to see',
    { queues: [{ queue: 'q', engine: 'Null' }], partitions: [], consumers: [] },
    'What is sent is stored',
  ],
])('the headline: %s', (_, change, expected) => {
  const facts = { ...FACTS, ...change };
  expect(headlineOf(newsOf(facts), facts)).toBe(expected);
});

test('a signal over its partitions: sums, the oldest message, the worst status; what is partly unknown is unknown', () => {
  const partitions = [
    partition({ partition: 0, lag: 100, seconds: 5, consumed: 30, retention: 0.1 }),
    partition({
      partition: 1,
      lag: 300,
      seconds: 40,
      isAtLeast: true,
      status: 'LAGGING',
      reason: 'slow',
      retention: null,
    }),
  ];
  const [{ kafka }] = signalsOf({ ...FACTS, partitions });
  expect(kafka).toEqual({
    source: 'broker',
    lag: 400,
    seconds: 40,
    isAtLeast: true,
    produced: 20,
    consumed: 40,
    drain: 20,
    retention: 0.1,
    status: 'LAGGING',
    reason: 'partition 1: slow',
  });
  const [unknown] = signalsOf({ ...FACTS, partitions: [...partitions, partition({ partition: 2, lag: null })] });
  expect(unknown.kafka).toMatchObject({ lag: null, drain: null });
  expect(signalsOf({ ...FACTS, partitions: [] })[0].kafka).toBeUndefined();
});
