import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { type Journal } from './journal';
import { type Plan, type PlannedStatement } from './plan';

/** Thrown when a statement fails. The message names it and holds no secret; `girok migrate up` goes on from there. */
export class StatementFailed extends Error {
  readonly name = 'StatementFailed';

  constructor(
    readonly statement: PlannedStatement,
    readonly reason: string
  ) {
    super(
      `${statement.migration}, statement ${statement.position} of ${statement.of} (${statement.description}) failed: ${reason}\n` +
        'Nothing after it was run. Mend the cause and run `girok migrate up` again: it goes on at this statement.'
    );
  }
}

/**
 * Runs the pending statements one after the other and keeps the journal: an entry before and one after each.
 * @param progress called before each statement
 */
export async function applyPlan(
  client: ClickHouseClient,
  journal: Journal,
  plan: Plan,
  progress: (statement: PlannedStatement) => void = () => {}
): Promise<void> {
  if (plan.pending.length === 0) {
    return;
  }
  await journal.create();
  for (const statement of plan.pending) {
    progress(statement);
    const record = {
      migration: statement.migration,
      statement: statement.position,
      statements: statement.of,
      description: statement.description,
      templateHash: statement.templateHash,
    };
    await journal.write({ ...record, event: 'started' });
    const begun = performance.now();
    try {
      await client.command({ query: statement.sql });
    } catch (error) {
      const reason = reasonOf(error, statement);
      await journal.write({ ...record, event: 'failed', error: reason, durationMs: performance.now() - begun });
      throw new StatementFailed(statement, reason);
    }
    await journal.write({ ...record, event: 'done', durationMs: performance.now() - begun });
  }
}

/** ClickHouse quotes the statement in some errors: where the statement holds a secret, only the error's code is kept. */
function reasonOf(error: unknown, statement: PlannedStatement): string {
  if (statement.sql === statement.shown) {
    return error instanceof Error ? error.message : String(error);
  }
  const code = error instanceof ClickHouseError ? `${error.type ?? 'error'} (code ${error.code})` : 'no answer';
  return `${code}; the server's text is left out because this statement holds a secret`;
}
