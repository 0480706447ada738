import { readEngine } from './engineClauses';
import { list, literal, sql, type Sql } from '../../../queries/sql';

export interface ColumnSchema {
  type: string;
  /** `DEFAULT`, `MATERIALIZED`, `ALIAS`, `EPHEMERAL`, or empty. */
  defaultKind: string;
  defaultExpression: string;
  /** `CODEC(…)` or empty. */
  codec: string;
}

export interface IndexSchema {
  /** With its parameters: `bloom_filter(0.001)`. */
  type: string;
  expression: string;
  granularity: number;
}

export interface TableSchema {
  kind: 'table';
  /** See EngineClauses: the same on one server, on a cluster and in ClickHouse Cloud. */
  engine: string;
  partitionKey: string;
  primaryKey: string;
  sortingKey: string;
  ttl: string;
  settings: Record<string, string>;
  comment: string;
  columns: Record<string, ColumnSchema>;
  indexes: Record<string, IndexSchema>;
  /** Name to query. */
  projections: Record<string, string>;
}

/** A materialized view, or a plain one, whose target is empty. */
export interface ViewSchema {
  kind: 'view';
  /** `database.table` that the rows go to. */
  target: string;
  /** When it runs by itself, `REFRESH EVERY …`; empty for one that sees every block as it is inserted. */
  schedule: string;
  query: string;
}

/** A table of the Kafka engine. */
export interface QueueSchema {
  kind: 'queue';
  /** Named collection with the connection, or empty when the settings hold it. */
  collection: string;
  settings: Record<string, string>;
  columns: Record<string, ColumnSchema>;
}

export type ObjectSchema = TableSchema | ViewSchema | QueueSchema;

/** What a database looks like, read the same way from a live server and from a scratch engine. */
export interface DatabaseSchema {
  database: string;
  /** False when the database does not exist. */
  exists: boolean;
  /** By name, without the database. */
  objects: Record<string, ObjectSchema>;
  /** Named collections that were asked for and found: the keys, sorted. Values are never read, some are secret. */
  collections: Record<string, string[]>;
}

type Row = Record<string, string | number>;

/** Runs one query and gives its rows. */
export type RunQuery = (query: string) => Promise<unknown[]>;

/**
 * Reads the schema of a database. Six queries on system tables.
 * @param collections named collections to look for; others are not the business of the migrations
 * @throws what `run` throws
 */
export async function readSchema(run: RunQuery, database: string, collections: string[]): Promise<DatabaseSchema> {
  const name = literal(database);
  const ask = async (query: Sql) => (await run(query.text)) as Row[];
  const databases = await ask(sql`SELECT name FROM system.databases WHERE name = ${name}`);
  const tables = await ask(sql`
    SELECT name, engine, engine_full, create_table_query, as_select, partition_key, primary_key, sorting_key, comment
    FROM system.tables WHERE database = ${name} AND NOT is_temporary ORDER BY name`);
  const columns = await ask(sql`
    SELECT table, name, type, default_kind, default_expression, compression_codec
    FROM system.columns WHERE database = ${name} ORDER BY table, position`);
  const indexes = await ask(sql`
    SELECT table, name, type_full, expr, granularity
    FROM system.data_skipping_indices WHERE database = ${name} ORDER BY table, name`);
  const projections = await ask(sql`
    SELECT table, name, query FROM system.projections WHERE database = ${name} ORDER BY table, name`);
  const found =
    collections.length === 0
      ? []
      : ((await run(
          sql`SELECT name, arraySort(mapKeys(collection)) AS keys FROM system.named_collections
            WHERE name IN ${list(collections)} ORDER BY name`.text
        )) as Array<{ name: string; keys: string[] }>);

  const of = (rows: Row[], table: Row) => rows.filter((row) => row.table === table.name);
  return {
    database,
    exists: databases.length > 0,
    objects: Object.fromEntries(
      tables.map((table) => [
        table.name,
        objectOf(table, of(columns, table), of(indexes, table), of(projections, table)),
      ])
    ),
    collections: Object.fromEntries(found.map(({ name: collection, keys }) => [collection, keys])),
  };
}

function objectOf(table: Row, columns: Row[], indexes: Row[], projections: Row[]): ObjectSchema {
  const engine = String(table.engine);
  if (engine.endsWith('View')) {
    return { kind: 'view', ...destinationOf(String(table.create_table_query)), query: String(table.as_select) };
  }
  const { engine: engineText, ttl, settings } = readEngine(String(table.engine_full));
  if (engine === 'Kafka') {
    const collection = /^Kafka\(([\w`]+)\)$/.exec(engineText)?.[1].replaceAll('`', '') ?? '';
    return { kind: 'queue', collection, settings, columns: columnsOf(columns) };
  }
  return {
    kind: 'table',
    // some versions quote names that are words of the language, and leave engine_full of Null and its like empty
    engine: engineText.replaceAll('`', '') || engine,
    partitionKey: String(table.partition_key),
    primaryKey: String(table.primary_key),
    sortingKey: String(table.sorting_key),
    ttl,
    settings,
    comment: String(table.comment),
    columns: columnsOf(columns),
    indexes: Object.fromEntries(
      indexes.map((index) => [
        index.name,
        { type: String(index.type_full), expression: String(index.expr), granularity: Number(index.granularity) },
      ])
    ),
    projections: Object.fromEntries(projections.map((projection) => [projection.name, String(projection.query)])),
  };
}

const columnsOf = (columns: Row[]): Record<string, ColumnSchema> =>
  Object.fromEntries(
    columns.map((column) => [
      column.name,
      {
        type: String(column.type),
        defaultKind: String(column.default_kind),
        defaultExpression: String(column.default_expression),
        codec: String(column.compression_codec),
      },
    ])
  );

/** `system.tables.target_table` would say it too, but only since 26.x; the text of the view says it everywhere. */
function destinationOf(createTableQuery: string): Pick<ViewSchema, 'target' | 'schedule'> {
  const [, schedule = '', target = ''] =
    /^CREATE MATERIALIZED VIEW \S+(?: UUID '[^']*')?(?: ON CLUSTER \S+)?(?: (REFRESH .*?))? TO (\S+)/.exec(
      createTableQuery
    ) ?? [];
  return { schedule, target: target.replaceAll('`', '') };
}
