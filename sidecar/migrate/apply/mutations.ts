import { type ClickHouseClient } from '@clickhouse/client';

import { pause } from './runContext';
import { list, literal, sql, type Sql } from '../../../queries/sql';

/** A background job over the parts of a table. */
export interface Mutation {
  table: string;
  id: string;
  done: boolean;
  partsToDo: number;
  failReason: string;
}

/** A mutation takes seconds or hours: asked about often at first, then less and less. Milliseconds. */
const FIRST_POLL_MS = 50;
const SLOWEST_POLL_MS = 2000;

/** Mutations of a database that are not done. */
export async function openMutations(client: ClickHouseClient, database: string): Promise<Mutation[]> {
  return readMutations(client, sql`database = ${literal(database)} AND NOT is_done`);
}

/** Those that the server still knows; a killed one it does not. */
export async function knownMutations(client: ClickHouseClient, database: string, ids: string[]): Promise<Mutation[]> {
  return ids.length === 0
    ? []
    : readMutations(client, sql`database = ${literal(database)} AND mutation_id IN ${list(ids)} AND NOT is_killed`);
}

/**
 * Mutations that a statement has left since a point in time: what tells whether an ALTER … UPDATE whose runner was killed
 * had been taken by the server. Known by their command, as the server writes both.
 * @param since UTC, as the journal has it
 */
export async function mutationsOf(
  client: ClickHouseClient,
  database: string,
  statement: string,
  since: string
): Promise<Mutation[]> {
  return readMutations(
    client,
    sql`database = ${literal(database)} AND create_time >= toStartOfSecond(toDateTime64(${literal(since)}, 3, 'UTC'))
      AND position(replaceRegexpAll(formatQuerySingleLine(${literal(statement)}), '\\s+', ' '), replaceRegexpAll(command, '\\s+', ' ')) > 0`
  );
}

export class MutationFailed extends Error {
  readonly name = 'MutationFailed';
}

/**
 * Waits until each of the mutations is done.
 * @param progress called while waiting, with what is left
 * @returns false when it was asked to stop meanwhile
 * @throws MutationFailed when one cannot go on, or was killed
 */
export async function waitForMutations(
  client: ClickHouseClient,
  database: string,
  ids: string[],
  stop: AbortSignal,
  progress: (left: Mutation[]) => void
): Promise<boolean> {
  for (let poll = FIRST_POLL_MS; ; poll = Math.min(poll * 1.5, SLOWEST_POLL_MS)) {
    const known = await knownMutations(client, database, ids);
    const killed = ids.find((id) => !known.some((mutation) => mutation.id === id));
    if (killed) {
      throw new MutationFailed(`its mutation ${killed} was killed before it was done`);
    }
    const left = known.filter(({ done }) => !done);
    const failing = left.find(({ failReason }) => failReason !== '');
    if (failing) {
      throw new MutationFailed(
        `its mutation ${failing.id} of ${database}.${failing.table} fails: ${failing.failReason.trim()}\n` +
          `  ClickHouse tries it again and again. Mend the cause, or give it up: KILL MUTATION WHERE database = '${database}' AND mutation_id = '${failing.id}'`
      );
    }
    if (left.length === 0 || stop.aborted) {
      return left.length === 0;
    }
    progress(left);
    await pause(poll, stop);
  }
}

async function readMutations(client: ClickHouseClient, condition: Sql): Promise<Mutation[]> {
  const result = await client.query({
    query:
      sql`SELECT table, mutation_id AS id, is_done AS done, parts_to_do AS partsToDo, latest_fail_reason AS failReason
      FROM system.mutations WHERE ${condition} ORDER BY create_time, mutation_id`.text,
    format: 'JSONEachRow',
  });
  const rows = await result.json<Record<'table' | 'id' | 'done' | 'partsToDo' | 'failReason', string | number>>();
  return rows.map((row) => ({
    table: String(row.table),
    id: String(row.id),
    done: Number(row.done) === 1,
    partsToDo: Number(row.partsToDo),
    failReason: String(row.failReason),
  }));
}
