import { ClickHouseError } from '@clickhouse/client';

import { judgeAnswer } from './answers';
import { type ClockFacts, judgeClock } from './clock';
import { type ClusterFacts, judgeCluster } from './cluster';
import { type Disk, judgeDisks } from './disk';
import { type Features, judgeFeatures } from './features';
import { type GrantFacts, judgeGrants, neededGrants } from './grants';
import { judgeMutations, type Mutation } from './mutations';
import { judgeParts } from './parts';
import { readConfig } from '../../config';
import { type Verdict } from '../verdict';

/** `status: text → next`, one string for each verdict. */
const said = (verdicts: Verdict[]) =>
  verdicts.map(({ status, text, next }) => `${status}: ${text}${next ? ` → ${next}` : ''}`);

const GIB = 2 ** 30;

test.each<[string, unknown, RegExp]>([
  ['it answers', undefined, /^ok: version 26\.7 at http:\/\/ch:8123, in 3 ms$/],
  [
    'nobody listens',
    new Error('connect ECONNREFUSED 127.0.0.1:8123'),
    /^failure: .*ECONNREFUSED.* → Check GIROK_CLICKHOUSE_URL/,
  ],
  [
    'nobody listens at any address of the name',
    new AggregateError(
      [new Error('connect ECONNREFUSED ::1:8123'), new Error('connect ECONNREFUSED 127.0.0.1:8123')],
      ''
    ),
    /^failure: .*::1:8123; connect ECONNREFUSED 127.* → Check GIROK_CLICKHOUSE_URL/,
  ],
  ['it takes too long', new Error('Timeout error.'), /^failure: .*Timeout.* → Check GIROK_CLICKHOUSE_URL/],
  ['TLS on a plain port', new Error('write EPROTO: wrong version number'), /→ Check GIROK_CLICKHOUSE_URL/],
  [
    'the password is wrong',
    new ClickHouseError({ message: 'girok: Authentication failed. ', code: '516', type: 'AUTHENTICATION_FAILED' }),
    /^failure: .*Authentication failed \(AUTHENTICATION_FAILED, code 516\) → Check GIROK_CLICKHOUSE_USER/,
  ],
])('answers: %s', (_, error, expected) => {
  expect(said(judgeAnswer({ url: 'http://ch:8123', error, version: '26.7', tookMs: 3 }))).toEqual([
    expect.stringMatching(expected),
  ]);
});

const FEATURES: Features = { version: '26.7.2.1', hasKafka: true, readsKafka: true, analyzer: '1' };
test.each<[string, Partial<Features>, RegExp]>([
  ['all are there', {}, /^ok: text index, analyzer, Kafka engine$/],
  ['the oldest version that works', { version: '26.2.1.1' }, /^ok/],
  [
    'too old within the year',
    { version: '26.1.9.1' },
    /^failure: ClickHouse 26\.1\.9\.1 has no text index; 26\.2 is the oldest/,
  ],
  ['too old by years', { version: '25.12.1.1' }, /^failure: .*no text index/],
  ['a year later', { version: '27.1.1.1' }, /^ok/],
  ['no Kafka engine', { hasKafka: false }, /^failure: .*without the Kafka engine/],
  ['no Kafka engine, and none is needed', { hasKafka: false, readsKafka: false }, /^ok: text index, analyzer$/],
  ['the analyzer is off', { analyzer: '0' }, /^warning: the analyzer is off/],
  ['a version that has no such setting any more', { analyzer: undefined }, /^ok/],
])('features: %s', (_, change, expected) => {
  expect(said(judgeFeatures({ ...FEATURES, ...change }))).toEqual([expect.stringMatching(expected)]);
});

test.each<[string, ClockFacts, RegExp]>([
  ['within the time of the answer', { before: 1000, server: 1040, after: 1080 }, /^ok/],
  ['a slow answer says nothing about the clock', { before: 0, server: 9000, after: 10_000 }, /^ok/],
  ['two seconds may be', { before: 10_000, server: 12_000, after: 10_000 }, /^ok/],
  ['ahead', { before: 10_000, server: 15_000, after: 10_100 }, /^warning: the clock of ClickHouse is 4\.9 s ahead of/],
  ['behind', { before: 10_000, server: 6000, after: 10_100 }, /^warning: the clock of ClickHouse is 4\.0 s behind/],
])('clock: %s', (_, facts, expected) => expect(said(judgeClock(facts))).toEqual([expect.stringMatching(expected)]));

const GRANTS: GrantFacts = { user: 'girok', missing: [], granted: 15, unknown: 0 };
test.each<[string, Partial<GrantFacts>, RegExp]>([
  ['all', {}, /^ok: girok has the 15 grants/],
  ['some cannot be asked about', { unknown: 2 }, /^ok: .*\(2 could not be asked about\)/],
  ['none can be asked about', { granted: 0, unknown: 15 }, /^skipped: .*CHECK GRANT/],
  [
    'one is missing',
    { missing: [{ privilege: 'ALTER VIEW', on: 'otel.*' }] },
    /^failure: girok lacks 1 grant .* → GRANT ALTER VIEW ON otel\.\* TO girok;$/,
  ],
  [
    'named collections are missing',
    { missing: [{ privilege: 'CREATE NAMED COLLECTION', on: 'girok_kafka' }] },
    /^failure: .*GRANT CREATE NAMED COLLECTION ON girok_kafka TO girok;\n.*<named_collection_control>1/,
  ],
])('grants: %s', (_, change, expected) => {
  expect(said(judgeGrants({ ...GRANTS, ...change }))).toEqual([expect.stringMatching(expected)]);
});

test('grants of Kafka and of a cluster are needed only with them', () => {
  const needed = (environment: NodeJS.ProcessEnv) =>
    neededGrants(readConfig(environment)).map(({ privilege, on }) => `${privilege} ON ${on}`);
  expect(needed({ GIROK_QUEUES: 'null' }).join()).not.toMatch(/NAMED COLLECTION|KAFKA|CLUSTER/i);
  expect(needed({ GIROK_KAFKA_COLLECTION: 'kc' })).toEqual(
    expect.arrayContaining([
      'ALTER NAMED COLLECTION ON kc',
      'READ ON KAFKA',
      'TABLE ENGINE ON Kafka',
      'CREATE VIEW ON otel.*',
    ])
  );
  expect(needed({ GIROK_CLUSTER: 'c' })).toEqual(
    expect.arrayContaining([
      'CLUSTER ON *.*',
      'TABLE ENGINE ON Distributed',
      'READ ON REMOTE',
      'CREATE TEMPORARY TABLE ON *.*',
    ])
  );
});

const CLUSTER: ClusterFacts = { cluster: 'c', shards: 2, replicas: 4, troubled: [] };
test.each<[string, Partial<ClusterFacts>, RegExp]>([
  ['well', {}, /^ok: c: 2 shards, 4 servers, Keeper answers$/],
  ['unknown', { shards: 0, replicas: 0 }, /^failure: this server knows no cluster named c/],
  ['a server is away', { troubled: [{ host: 'ch-2', errors: 3 }] }, /^failure: ch-2 of cluster c cannot be reached/],
  ['Keeper is away', { keeperError: new Error('No Keeper') }, /^failure: Keeper does not answer: No Keeper/],
])('cluster: %s', (_, change, expected) => {
  expect(said(judgeCluster({ ...CLUSTER, ...change }))).toEqual([expect.stringMatching(expected)]);
});

test.each<[string, Disk[], RegExp]>([
  [
    'room enough',
    [{ name: 'default', free: 50 * GIB, total: 100 * GIB, broken: false }],
    /^ok: default: 50\.0 GiB free$/,
  ],
  [
    'little room',
    [{ name: 'd', free: 14 * GIB, total: 100 * GIB, broken: false }],
    /^warning: disk d has 14\.0 GiB of 100\.0 GiB free \(14 %\)/,
  ],
  ['hardly any room', [{ name: 'd', free: 4 * GIB, total: 100 * GIB, broken: false }], /^failure: disk d has 4\.0 GiB/],
  ['a broken disk', [{ name: 'd', free: 50 * GIB, total: 100 * GIB, broken: true }], /^failure: disk d is broken/],
  ['object storage alone', [], /^ok: no local disk$/],
])('disk space: %s', (_, disks, expected) =>
  expect(said(judgeDisks(disks))).toEqual([expect.stringMatching(expected)])
);

test.each<[string, number, RegExp]>([
  ['few', 20, /^ok: at most 20 in a partition/],
  [
    'half of what slows inserts',
    500,
    /^warning: otel_audit_logs, partition 202601, has 500 parts; inserts are slowed at 1000 and refused at 3000/,
  ],
  ['inserts are slowed', 1000, /^failure: .*has 1000 parts/],
])('parts: %s', (_, parts, expected) => {
  const partitions = [{ table: 'otel_audit_logs', partition: '202601', parts }];
  expect(said(judgeParts({ partitions, delayAt: 1000, refuseAt: 3000 }))).toEqual([expect.stringMatching(expected)]);
});

const MUTATION: Mutation = {
  table: 't',
  id: '0000000001',
  command: 'MATERIALIZE TTL',
  ageSeconds: 600,
  partsToDo: 7,
  failReason: '',
};
test.each<[string, Mutation[], RegExp]>([
  ['none', [], /^ok: none is running$/],
  ['one that runs', [MUTATION], /^warning: t: "MATERIALIZE TTL", 7 parts to do, for 10 min → Wait/],
  [
    'one that fails',
    [{ ...MUTATION, failReason: 'Code: 243. no space\nstack' }],
    /^failure: .*it fails: Code: 243\. no space → .*KILL MUTATION WHERE table = 't' AND mutation_id = '0000000001'/,
  ],
])('mutations: %s', (_, mutations, expected) =>
  expect(said(judgeMutations(mutations))).toEqual([expect.stringMatching(expected)])
);
