import { type ClickHouseClient } from '@clickhouse/client';

import { plainSql } from '../sqlTokens';
import { type Difference, diffSchemas } from './diff';
import { type RehearsalDone, type RehearsedStatement } from './rehearse';
import { type DatabaseSchema, readSchema, type RunQuery } from './schema';
import { settleWriting } from './settle';

/**
 * Where the live schema is not what the applied statements make. What the pending ones are about to change is no drift.
 * @throws ClickHouse's error when the system tables cannot be read
 */
export async function findDrift(
  client: ClickHouseClient,
  { before, after }: RehearsalDone,
  pending: RehearsedStatement[]
): Promise<Difference[]> {
  const found = await compareWithLive(client, before);
  return found.filter((finding) => !comesLater(finding, before, after) && !isRetentionToCome(finding, pending));
}

/**
 * Reads the live schema and names where it differs from the one it should have. Both are written by the live server
 * first, so that versions do not count as differences.
 * @throws ClickHouse's error when the system tables cannot be read
 */
export async function compareWithLive(client: ClickHouseClient, should: DatabaseSchema): Promise<Difference[]> {
  const run: RunQuery = async (query) => (await client.query({ query, format: 'JSONEachRow' })).json();
  const is = await readSchema(run, should.database, Object.keys(should.collections));
  return diffSchemas(...(await settleWriting(run, should, is)));
}

/** A queue unit whose newer version is pending stands in the live schema already, in its older version. */
function comesLater({ object, severity }: Difference, before: DatabaseSchema, after: DatabaseSchema): boolean {
  const name = object.slice(before.database.length + 1);
  return severity === 'note' && name in after.objects && !(name in before.objects);
}

/** Applied statements are rehearsed with the retention of today's configuration; the tables get it from pending ones. */
function isRetentionToCome({ object, text }: Difference, pending: RehearsedStatement[]): boolean {
  return (
    text.startsWith('TTL is ') &&
    pending.some(({ sql }) => {
      const [, table] = /^ALTER TABLE ([`\w.]+) .*MODIFY TTL /i.exec(plainSql(sql)) ?? [];
      return table?.replaceAll('`', '') === object;
    })
  );
}
