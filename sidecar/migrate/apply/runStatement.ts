import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { alterCommands } from '../alterCommands';
import { sha256 } from '../files';
import { type JournalEvent, type JournalRecord } from '../journal';
import { knownMutations, MutationFailed, mutationsOf, openMutations, waitForMutations } from './mutations';
import { LockLost } from '../lock/lock';
import { type PlannedStatement } from '../planned';
import { isRepeatable, leavesMutation } from '../repeatable';
import { plainSql } from '../sqlTokens';
import { statementSettings } from '../topology';
import { Interrupted, mayGoOn, type RunContext, type RunEvent } from './runContext';

/** Thrown when a statement fails. The message names it and holds no secret; `girok migrate up` goes on from there. */
export class StatementFailed extends Error {
  readonly name = 'StatementFailed';

  constructor(
    readonly statement: PlannedStatement,
    readonly reason: string
  ) {
    super(
      `${statement.migration}, statement ${statement.position} of ${statement.of} (${statement.description}) failed: ${reason}\n` +
        'Nothing after it was run. Mend the cause and run `girok migrate up` again: it goes on there.'
    );
  }
}

/**
 * Runs one statement and waits for what it sets going. The journal has a row before it is sent and one with its outcome.
 * @throws StatementFailed, Interrupted, LockLost
 */
export async function runStatement(context: RunContext, statement: PlannedStatement): Promise<void> {
  await mayGoOn(context);
  const begun = performance.now();
  const queryId = randomUUID();
  const write = journalWriter(context, statement, queryId, begun);
  const tell = (state: Extract<RunEvent, { type: 'statement' }>['state'], detail = '') =>
    context.report({
      type: 'statement',
      state,
      migration: statement.migration,
      position: statement.position,
      of: statement.of,
      description: statement.description,
      effect: statement.effect,
      elapsedMs: Math.round(performance.now() - begun),
      detail,
    });

  await write('started');
  tell('started');
  let mutations: string[] = [];
  try {
    mutations = (await earlierMutations(context, statement)) ?? (await send(context, statement, queryId));
    if (mutations.length > 0) {
      await write('waiting', { details: JSON.stringify({ mutations }) });
      const done = await waitForMutations(context.client, context.config.database, mutations, context.stop, (left) =>
        tell('waiting', `${left.reduce((sum, { partsToDo }) => sum + partsToDo, 0)} parts left`)
      );
      if (!done) {
        throw new Interrupted('Stopped while a mutation goes on in ClickHouse');
      }
    }
  } catch (error) {
    if (error instanceof LockLost || error instanceof Interrupted) {
      throw error;
    }
    const reason = reasonOf(error, statement);
    const outcome = error instanceof ClickHouseError || error instanceof MutationFailed ? 'failed' : 'interrupted';
    tell('failed', reason);
    const details = mutations.length > 0 ? JSON.stringify({ mutations }) : '';
    // the server may be away altogether, which the journal then shows as a statement without an outcome
    await write(outcome, { error: reason, details }).catch((problem: unknown) => {
      if (problem instanceof LockLost) {
        throw problem;
      }
    });
    throw new StatementFailed(statement, reason);
  }
  // to run it once more would do no harm, so this need not be known before the next statement is
  const mayBeLost = mutations.length === 0 && isRepeatable(statement.sql);
  await write('done', {}, mayBeLost);
  tell('done');
}

/** Sends the statement. @returns ids of the mutations that it started and that are not done */
async function send(context: RunContext, statement: PlannedStatement, queryId: string): Promise<string[]> {
  const { client, statementClient, config, lock } = context;
  const mutates = alterCommands(statement.sql) !== undefined || /^(UPDATE|DELETE)\b/i.test(plainSql(statement.sql));
  const before = mutates ? (await openMutations(client, config.database)).map(({ id }) => id) : [];
  await statementClient.command({
    query: `${tag(config.database, lock.fence)} ${queryId} */ ${statement.sql}`,
    query_id: queryId,
    clickhouse_settings: statementSettings(config.cluster),
  });
  if (!mutates) {
    return [];
  }
  return (await openMutations(client, config.database)).map(({ id }) => id).filter((id) => !before.includes(id));
}

/** How a statement in the server's process list is known as one of a run. */
const tag = (database: string, fence?: number) => `/* girok migrate ${database} ${fence ?? ''}`;

/**
 * Statements of earlier runs that still run on the server: it goes on with a statement whose runner is gone.
 * @returns how long the oldest has run, in seconds, or undefined
 */
export async function runningBefore(client: ClickHouseClient, database: string): Promise<number | undefined> {
  const result = await client.query({
    query: 'SELECT max(elapsed) AS elapsed, count() AS n FROM system.processes WHERE startsWith(query, {tag:String})',
    query_params: { tag: tag(database) },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ elapsed: number; n: string }>();
  return Number(row.n) === 0 ? undefined : row.elapsed;
}

const detailsSchema = z.object({ mutations: z.array(z.string()) });

/** Mutations that an earlier run has started with this statement and that the server knows: then they are waited for. */
async function earlierMutations(
  { client, config: { database } }: RunContext,
  { earlier, sql }: PlannedStatement
): Promise<string[] | undefined> {
  if (!earlier) {
    return undefined;
  }
  if (earlier.details !== '') {
    const { mutations } = detailsSchema.parse(JSON.parse(earlier.details));
    const known = await knownMutations(client, database, mutations);
    return known.length === mutations.length ? mutations : undefined;
  }
  if (earlier.event === 'failed' || !leavesMutation(sql)) {
    return undefined;
  }
  const left = await mutationsOf(client, database, sql, earlier.time);
  return left.length === 0 ? undefined : left.map(({ id }) => id);
}

function journalWriter({ journal, lock }: RunContext, statement: PlannedStatement, queryId: string, begun: number) {
  return (event: JournalEvent, more: { error?: string; details?: string } = {}, mayBeLost = false) => {
    const record: JournalRecord = {
      migration: statement.migration,
      statement: statement.position,
      statements: statement.of,
      event,
      description: statement.description,
      effect: statement.effect,
      templateHash: statement.templateHash,
      statementHash: statement.statementHash,
      renderedHash: sha256(statement.shown),
      queryId,
      durationMs: performance.now() - begun,
      ...more,
    };
    return mayBeLost ? journal.hold(lock, record) : journal.write(lock, record);
  };
}

/** ClickHouse quotes the statement in some errors: where the statement holds a secret, only the error's code is kept. */
function reasonOf(error: unknown, statement: PlannedStatement): string {
  if (statement.sql === statement.shown) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
  const code = error instanceof ClickHouseError ? `${error.type ?? 'error'} (code ${error.code})` : 'no answer';
  return `${code}; the server's text is left out because this statement holds a secret`;
}
