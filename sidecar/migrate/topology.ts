import { type ClickHouseSettings } from '@clickhouse/client';

import { literal, sql, type Sql } from '../../queries/sql';

/** One server, or the name of a cluster in ClickHouse's configuration. */
export type Cluster = string | undefined;

/** What stands behind the name of an object in a statement that every server has to run; nothing on one server. */
export const onCluster = (cluster: Cluster): Sql =>
  cluster === undefined ? sql`` : sql` ON CLUSTER ${literal(cluster)}`;

/**
 * Engine of the tables that the runner keeps for itself. On a cluster they are the same on every server, whichever the
 * next runner speaks to: one place in Keeper for all shards.
 */
export const ownEngine = (database: string, table: string, cluster: Cluster): Sql =>
  cluster === undefined
    ? sql`MergeTree`
    : sql`ReplicatedMergeTree(${literal(`/girok/${database}/${table}`)}, '{shard}_{replica}')`;

/** What the runner writes for itself on a cluster is on most servers before it goes on, and what it reads is that. */
export const ownSettings = (cluster: Cluster): ClickHouseSettings =>
  cluster === undefined ? {} : { insert_quorum: 'auto', insert_quorum_parallel: 0, select_sequential_consistency: '1' };

/**
 * On one server ALTER returns at once and its mutations are waited for by the runner, with progress. On a cluster every
 * server has to have done a statement before the next, and one that fails there is an error here.
 */
export const statementSettings = (cluster: Cluster): ClickHouseSettings =>
  cluster === undefined
    ? { alter_sync: '0', mutations_sync: '0' }
    : { distributed_ddl_output_mode: 'throw', alter_sync: '2', mutations_sync: '2' };

/** A CREATE statement as the server shows it, for every server, and harmless where the object exists. */
export const createEverywhere = (create: string, cluster: Cluster): string =>
  create.replace(
    /^CREATE (TABLE|MATERIALIZED VIEW|VIEW) (\S+)/,
    `CREATE $1 IF NOT EXISTS $2${onCluster(cluster).text}`
  );
