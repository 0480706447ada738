import { readEngine } from './engineClauses';

test.each([
  [
    'all clauses',
    "MergeTree PARTITION BY toYYYYMM(t) PRIMARY KEY a ORDER BY (a, t) TTL toDateTime(t) + toIntervalDay(90) SETTINGS ttl_only_drop_parts = 1, storage_policy = 'a, b'",
    {
      engine: 'MergeTree',
      ttl: 'toDateTime(t) + toIntervalDay(90)',
      settings: { ttl_only_drop_parts: '1', storage_policy: "'a, b'" },
    },
  ],
  [
    'a collection and no TTL',
    "Kafka(girok_kafka) SETTINGS kafka_format = 'RawBLOB'",
    { engine: 'Kafka(girok_kafka)', ttl: '', settings: { kafka_format: "'RawBLOB'" } },
  ],
  ['an engine alone', 'Null', { engine: 'Null', ttl: '', settings: {} }],
  ['nothing, as for a view', '', { engine: '', ttl: '', settings: {} }],
  [
    'the words of clauses inside quotes and parentheses',
    "MergeTree ORDER BY f('TTL', (SETTINGS)) TTL t + toIntervalDay(1)",
    { engine: 'MergeTree', ttl: 't + toIntervalDay(1)', settings: {} },
  ],
  [
    'a replicated engine is the engine without its place',
    "ReplicatedReplacingMergeTree('/clickhouse/{uuid}/{shard}', '{replica}', v) ORDER BY a",
    { engine: 'ReplacingMergeTree(v)', ttl: '', settings: {} },
  ],
  [
    'so is the one of ClickHouse Cloud',
    "SharedMergeTree('/c/x', '{replica}') ORDER BY a",
    { engine: 'MergeTree', ttl: '', settings: {} },
  ],
])('engine: %s', (_, engineFull, expected) => expect(readEngine(engineFull)).toEqual(expected));
