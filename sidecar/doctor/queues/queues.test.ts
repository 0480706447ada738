import { explainException } from './consumerExceptions';
import { type ConsumerFacts, judgeConsumers } from './consumers';
import { judgeQueues, type QueueFacts } from './present';
import { judgeThreads } from './threads';
import { judgeViews, type ViewFacts } from './views';
import { type Verdict } from '../verdict';

const said = (verdicts: Verdict[]) =>
  verdicts.map(({ status, text, next }) => `${status}: ${text}${next ? ` → ${next}` : ''}`);

const QUEUE: QueueFacts = { queue: 'otel.audit_logs_queue', engine: 'Kafka', detached: false, shouldReadKafka: true };
test.each<[string, Partial<QueueFacts>, RegExp]>([
  ['reads Kafka', {}, /^ok: audit_logs_queue read Kafka$/],
  [
    'filled by the receiver',
    { engine: 'Null', shouldReadKafka: false },
    /^ok: audit_logs_queue take what the receiver inserts$/,
  ],
  ['missing', { engine: undefined }, /^failure: otel\.audit_logs_queue is missing.*girok migrate up/],
  [
    'detached',
    { engine: undefined, detached: true },
    /^failure: .*is detached.* → ATTACH TABLE otel\.audit_logs_queue;$/,
  ],
  ['a stand-in', { engine: 'Null' }, /^failure: .*is a stand-in that a run left behind.*girok migrate up/],
  ['reads Kafka against the configuration', { shouldReadKafka: false }, /^failure: .*GIROK_QUEUES=null/],
])('queue: %s', (_, change, expected) =>
  expect(said(judgeQueues([{ ...QUEUE, ...change }]))).toEqual([expect.stringMatching(expected)])
);

const VIEWS: ViewFacts = {
  queue: 'otel.q',
  expected: ['a_mv', 'b_mv'],
  attached: ['b_mv', 'a_mv', 'theirs'],
  withoutTarget: [],
};
test.each<[string, Partial<ViewFacts>, RegExp]>([
  ['all are there, and one of others', {}, /^ok: 2 views behind 1 queue$/],
  [
    'one is missing',
    { attached: ['a_mv'] },
    /^failure: b_mv is missing behind otel\.q: what is read is not stored → Stop the loss with DETACH TABLE/,
  ],
  ['all are missing', { attached: [] }, /^failure: a_mv and b_mv are missing/],
  [
    'a target is missing',
    { withoutTarget: [{ view: 'a_mv', target: 'otel.t' }] },
    /^failure: a_mv writes to otel\.t, which is missing/,
  ],
])('views: %s', (_, change, expected) =>
  expect(said(judgeViews([{ ...VIEWS, ...change }]))).toEqual([expect.stringMatching(expected)])
);

/** Texts as the engine and its Kafka library write them, seen on a real broker or in the source of librdkafka. */
const SAID = {
  scram:
    'std::exception. Code: 1001, type: cppkafka::ConfigException, e.what() = Failed to create consumer handle: No provider for SASL mechanism SCRAM-SHA-256: recompile librdkafka',
  password:
    '[thrd:sasl_plaintext://127.0.0.1:46809/bootstrap]: sasl_plaintext://127.0.0.1:46809/bootstrap: SASL authentication error: Authentication failed: Invalid username or password (after 302ms in state AUTH_REQ)\n0. ? @ 0x0f03c72c',
  down: '[thrd:sasl_plaintext://127.0.0.1:46809/bootstrap]: 1/1 brokers are down',
  refused:
    '[thrd:b:9092/1]: b:9092/1: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)',
  coordinator: '[thrd:GroupCoordinator]: GroupCoordinator: b:9092: Disconnected (after 1021ms in state UP)',
  acl: 'Local: Broker: Topic authorization failed',
  topic: 'Broker: Unknown topic or partition',
  tls: '[thrd:ssl://b:9093/bootstrap]: ssl://b:9093/bootstrap: SSL handshake failed: certificate verify failed',
  slow: 'Application maximum poll interval (300000ms) exceeded by 101ms (adjust max.poll.interval.ms for long-running message processing)',
  view: 'Code: 252. DB::Exception: Too many partitions for single INSERT block (more than 100): while pushing to view otel.otel_audit_logs_mv. (TOO_MANY_PARTS), Stack trace:\n0. …',
};

test.each<[keyof typeof SAID, string]>([
  ['scram', 'no SASL'],
  ['password', 'authentication'],
  ['down', 'connection'],
  ['refused', 'connection'],
  ['coordinator', 'connection'],
  ['acl', 'authorization'],
  ['topic', 'unknown topic'],
  ['tls', 'TLS'],
  ['slow', 'too slow'],
  ['view', 'rows'],
])('the exception "%s" means: %s', (name, kind) => expect(explainException(SAID[name]).kind).toBe(kind));

const CONSUMER: ConsumerFacts = {
  queue: 'otel.audit_logs_queue',
  consumers: 1,
  partitions: 2,
  exceptions: [],
  lastCommitAge: 4,
  missingDependencies: [],
};
const exception = (name: keyof typeof SAID, ageSeconds: number) => ({ text: SAID[name], ageSeconds });

test.each<[string, Partial<ConsumerFacts>, RegExp]>([
  ['healthy', {}, /^ok: audit_logs_queue: 2 partitions$/],
  ['quiet for hours: nothing was written', { lastCommitAge: 9 * 3600 }, /^ok/],
  ['it has never committed: nothing was ever written', { lastCommitAge: undefined }, /^ok/],
  [
    'the broker was restarted and it has partitions again: no poison, nothing to do',
    { exceptions: [exception('refused', 20), exception('coordinator', 21)], lastCommitAge: 400 },
    /^ok/,
  ],
  [
    'the broker is away',
    { exceptions: [exception('refused', 2)], partitions: 0 },
    /^warning: otel\.audit_logs_queue: the connection to a broker was lost/,
  ],
  [
    'a password that is refused also says that brokers are down: the reason is told',
    {
      exceptions: [exception('password', 70), exception('down', 1), exception('password', 40), exception('down', 2)],
      partitions: 0,
      lastCommitAge: undefined,
    },
    /^failure: .*refuses the user or the password.*It says, 40 s ago: .*Invalid username or password \(after 302ms in state AUTH_REQ\) → .*girok kafka rotate-password/,
  ],
  ['a password that was refused and is right now', { exceptions: [exception('password', 100)] }, /^ok/],
  [
    'SCRAM without support',
    { exceptions: [exception('scram', 5)], partitions: 0 },
    /^failure: .*built without this SASL mechanism/,
  ],
  [
    'a view that throws now',
    { exceptions: [exception('view', 10)], lastCommitAge: 300 },
    /^failure: .*reads the same block again.*TOO_MANY_PARTS\) → /,
  ],
  ['a view that threw and was mended', { exceptions: [exception('view', 60)], lastCommitAge: 5 }, /^ok/],
  [
    'a view that threw an hour ago, in a quiet topic',
    { exceptions: [exception('view', 3600)], lastCommitAge: undefined },
    /^ok/,
  ],
  [
    'the topic does not exist',
    { exceptions: [exception('topic', 3)], partitions: 0, lastCommitAge: undefined },
    /^failure: .*the topic does not exist/,
  ],
  ['no consumer', { consumers: 0, partitions: 0 }, /^warning: otel\.audit_logs_queue: no consumer/],
  ['no partition', { partitions: 0 }, /^warning: otel\.audit_logs_queue: in its group, but without a partition/],
  [
    'a missing dependency',
    { missingDependencies: ['otel.otel_audit_logs'] },
    /^failure: .*nothing is read while otel\.otel_audit_logs is missing/,
  ],
])('consumers: %s', (_, change, expected) =>
  expect(said(judgeConsumers([{ ...CONSUMER, ...change }]))).toEqual([expect.stringMatching(expected)])
);

test('queues with the same trouble share a line, others have their own', () => {
  const refused = { partitions: 0, exceptions: [exception('scram', 5)] };
  const facts = [
    { ...CONSUMER, ...refused },
    { ...CONSUMER, ...refused, queue: 'otel.audit_traces_queue' },
    { ...CONSUMER, queue: 'otel.audit_metrics_queue', partitions: 0 },
  ];
  expect(said(judgeConsumers(facts))).toEqual([
    expect.stringMatching(
      /^failure: otel\.audit_logs_queue and otel\.audit_traces_queue: .*ago: Failed to create consumer handle: No provider/
    ),
    expect.stringMatching(/^warning: otel\.audit_metrics_queue: in its group/),
  ]);
});

test.each<[string, { consumers: number; threads?: number }, RegExp]>([
  ['enough', { consumers: 3, threads: 16 }, /^ok: 3 consumers share 16 threads$/],
  ['fewer than consumers', { consumers: 24, threads: 16 }, /^warning: 24 consumers share 16 threads: .*stand still/],
  ['not told', { consumers: 3 }, /^ok: 3 consumers; this ClickHouse does not say/],
])('threads: %s', (_, facts, expected) => expect(said(judgeThreads(facts))).toEqual([expect.stringMatching(expected)]));
