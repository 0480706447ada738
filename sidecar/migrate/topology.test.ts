import { createEverywhere, onCluster, ownEngine, ownSettings, statementSettings } from './topology';

test('one server is sent nothing about clusters, and mutations are waited for by the runner', () => {
  expect(onCluster(undefined).text).toBe('');
  expect(ownEngine('otel', 't', undefined).text).toBe('MergeTree');
  expect(ownSettings(undefined)).toEqual({});
  expect(statementSettings(undefined)).toEqual({ alter_sync: '0', mutations_sync: '0' });
  expect(createEverywhere('CREATE TABLE d.q (`m` String) ENGINE = Null', undefined)).toBe(
    'CREATE TABLE IF NOT EXISTS d.q (`m` String) ENGINE = Null'
  );
});

test('on a cluster every server has to have done a statement, and the journal is the same on all of them', () => {
  expect(ownEngine('otel', 'girok_migrations', 'main').text).toBe(
    "ReplicatedMergeTree('/girok/otel/girok_migrations', '{shard}_{replica}')"
  );
  expect(statementSettings('main')).toEqual({
    distributed_ddl_output_mode: 'throw',
    alter_sync: '2',
    mutations_sync: '2',
  });
  expect(ownSettings('main')).toMatchObject({ insert_quorum: 'auto', select_sequential_consistency: '1' });
  expect(createEverywhere('CREATE MATERIALIZED VIEW d.v TO d.t (`a` Int8) AS SELECT 1 AS a', 'main')).toBe(
    "CREATE MATERIALIZED VIEW IF NOT EXISTS d.v ON CLUSTER 'main' TO d.t (`a` Int8) AS SELECT 1 AS a"
  );
});
