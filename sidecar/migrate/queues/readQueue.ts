import { type ClickHouseClient } from '@clickhouse/client';

import { type SavedQueue } from './savedQueue';
import { list, literal, sql } from '../../../queries/sql';

/**
 * A queue and the views behind it as they stand now: those named, and whatever else reads the queue.
 * @param views names without the database
 */
export async function readQueue(
  client: ClickHouseClient,
  database: string,
  queue: string,
  views: string[]
): Promise<SavedQueue> {
  const rows = async <T>(query: string) => (await client.query({ query, format: 'JSONEachRow' })).json<T>();
  const names = list([queue, ...views]);
  const objects = await rows<{ name: string; engine: string; create: string }>(
    sql`SELECT name, engine, create_table_query AS create FROM system.tables
      WHERE database = ${literal(database)} AND (name IN ${names} OR name IN (
        SELECT arrayJoin(dependencies_table) FROM system.tables WHERE database = ${literal(database)} AND name = ${literal(queue)}
      ))`.text
  );
  const columns = await rows<{ name: string; type: string }>(
    sql`SELECT name, type FROM system.columns WHERE database = ${literal(database)} AND table = ${literal(queue)} ORDER BY position`
      .text
  );
  const found = objects.find(({ name }) => name === queue);
  return {
    queue: found && {
      engine: found.engine,
      create: found.create,
      columns: columns.map(({ name, type }) => [name, type]),
    },
    views: Object.fromEntries(objects.filter(({ name }) => name !== queue).map(({ name, create }) => [name, create])),
  };
}
