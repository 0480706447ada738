import { type ClickHouseClient } from '@clickhouse/client';

import { describeHolder } from './lock/holder';
import { type Lock } from './lock/lock';
import { onCluster, ownEngine } from './topology';
import { identifier, literal, sql } from '../../queries/sql';
import { type Config } from '../config';

const TABLE = 'girok_definitions';

/**
 * Saves how every table and view of the database is made, before a run changes them: the documented way back.
 * One statement on the server; values of named collections are not in it.
 */
export async function saveDefinitions(
  client: ClickHouseClient,
  { database, cluster }: Pick<Config, 'database' | 'cluster'>,
  lock: Lock
): Promise<void> {
  const table = identifier(`${database}.${TABLE}`);
  await client.command({
    query: sql`CREATE TABLE IF NOT EXISTS ${table}${onCluster(cluster)} (
        Time DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
        Fence UInt64,
        Runner String,
        Name String,
        Engine LowCardinality(String),
        CreateQuery String CODEC(ZSTD(3))
      ) ENGINE = ${ownEngine(database, TABLE, cluster)} ORDER BY (Time, Name)`.text,
  });
  await client.command({
    query: sql`INSERT INTO ${table} (Fence, Runner, Name, Engine, CreateQuery)
      SELECT ${literal(lock.fence)}, ${literal(describeHolder(lock.holder))}, name, engine, create_table_query
      FROM system.tables WHERE database = ${literal(database)} AND NOT startsWith(name, 'girok_')`.text,
  });
}
