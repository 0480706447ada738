import { type ClickHouseClient } from '@clickhouse/client';

import { literal, sql } from '../../queries/sql';

/** A table or view as the server describes it. */
export interface LiveTable {
  name: string;
  engine: string;
  /** Engine with its clauses: `MergeTree PARTITION BY … TTL … SETTINGS …`. */
  engineFull: string;
  /** `CREATE …`; the server writes `[HIDDEN]` where a password stands in the statement itself. */
  create: string;
}

/** Tables and views of a database, by name; empty when there is no such database. Girok's own bookkeeping is left out. */
export async function readLiveTables(client: ClickHouseClient, database: string): Promise<Map<string, LiveTable>> {
  const result = await client.query({
    query: sql`SELECT name, engine, engine_full AS engineFull, create_table_query AS create FROM system.tables
      WHERE database = ${literal(database)} AND NOT startsWith(name, 'girok_') ORDER BY name`.text,
    format: 'JSONEachRow',
  });
  return new Map((await result.json<LiveTable>()).map((table) => [table.name, table]));
}
