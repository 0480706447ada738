import { type ClickHouseClient } from '@clickhouse/client';

import { findDrift } from './rehearsal/compare';
import { type Difference } from './rehearsal/diff';
import { rehearse, type RehearsalRequest } from './rehearsal/rehearse';
import { createdObject } from './statements';
import { literal, sql } from '../../queries/sql';

export interface Verification {
  /** What is not as the applied migrations made it. Empty when everything is right. */
  differences: Difference[];
  /** What others added; nothing is wrong with it. */
  notes: Difference[];
  /** How thoroughly it was looked at, in words. */
  scope: string;
}

/**
 * Compares the live schema with what the applied migrations make: drift. Pending ones do not count as drift.
 * Where no scratch engine runs, only the existence of each object is checked, and the scope says so.
 * @param request rendered with `rehearsalVariables`: nothing of it is sent to the live server
 * @throws ClickHouse's error when the system tables cannot be read
 */
export async function verifySchema(client: ClickHouseClient, request: RehearsalRequest): Promise<Verification> {
  const rehearsal = await rehearse(request);
  if (!rehearsal.ran) {
    return {
      differences: await missingObjects(client, request),
      notes: [],
      scope: `${ONLY_EXISTENCE} ${rehearsal.why}`,
    };
  }
  const found = await findDrift(client, rehearsal, request.pending);
  const unknown = rehearsal.appliedFailures.map(
    ({ source, position, error }): Difference => ({
      object: `${source}, statement ${position}`,
      severity: 'note',
      text: `could not be compared, because the scratch engine (ClickHouse ${rehearsal.engineVersion}) refuses it: ${error}`,
    })
  );
  return {
    differences: found.filter(({ severity }) => severity === 'difference'),
    notes: [...unknown, ...found.filter(({ severity }) => severity === 'note')],
    scope: `Compared with what the applied migrations make in a scratch engine (ClickHouse ${rehearsal.engineVersion}).`,
  };
}

const ONLY_EXISTENCE = 'Only the existence of the objects was checked.';

async function missingObjects(
  client: ClickHouseClient,
  { applied, database }: RehearsalRequest
): Promise<Difference[]> {
  const present = await client.query({
    query: sql`
      SELECT name FROM system.databases
      UNION ALL SELECT database || '.' || name FROM system.tables WHERE database = ${literal(database)}
      UNION ALL SELECT 'named collection ' || name FROM system.named_collections`.text,
    format: 'JSONEachRow',
  });
  const names = new Set((await present.json<{ name: string }>()).map(({ name }) => name));
  const expected = applied
    .map((statement) => createdObject(statement.sql))
    .filter((object) => object !== undefined)
    .map(({ kind, name }) => (kind === 'named collection' ? `named collection ${name}` : name));
  return [...new Set(expected)]
    .filter((object) => !names.has(object))
    .map((object) => ({ object, severity: 'difference', text: 'is missing' }));
}
