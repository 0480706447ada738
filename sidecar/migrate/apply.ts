import { type ClickHouseClient } from '@clickhouse/client';

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
      const reason = withoutSecrets(error instanceof Error ? error.message : String(error), statement);
      await journal.write({ ...record, event: 'failed', error: reason, durationMs: performance.now() - begun });
      throw new StatementFailed(statement, reason);
    }
    await journal.write({ ...record, event: 'done', durationMs: performance.now() - begun });
  }
}

/** ClickHouse quotes the statement in some errors: where the statement holds a secret, its text is left out. */
function withoutSecrets(message: string, statement: PlannedStatement): string {
  if (statement.sql === statement.shown) {
    return message;
  }
  const code = /Code: \d+|[A-Z_]{4,}/.exec(message)?.[0] ?? 'error';
  return `${code} (the server's text is left out because this statement holds a secret)`;
}
