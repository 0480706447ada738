import { type Journal } from './journal';
import { type Lock } from './lock/lock';
import { type PlanInput, type PlannedStatement } from './planned';
import { MigrationRefused } from './refused';
import { type Trace, tracesOf } from './traces';
import { statementsOf, versionedEntries } from './versioned';

/** What a baseline would record, and whether the database bears it out. */
export interface Baseline {
  /** Statements to be recorded as applied. */
  statements: PlannedStatement[];
  /** Things that should be there, or should not, and are the other way round: `table otel.t is missing`. */
  missing: string[];
  /** Statements that leave nothing to see; they are taken at the word of whoever asks. */
  unseen: PlannedStatement[];
}

/**
 * Compares the versioned migrations with a database that was made without a journal. Pure.
 * @param present see presentThings
 * @param to the last migration that the database has; default: all of them
 * @throws MigrationRefused when there is a journal already, or no such migration
 */
export function planBaseline(input: PlanInput, present: ReadonlySet<string>, to?: string): Baseline {
  const recorded = versionedEntries(input.journal);
  if (recorded.length > 0) {
    throw new MigrationRefused(
      `The journal of ${input.database} has ${recorded[0].migration} already. \`girok migrate status\` shows it; a baseline is for a database without one.`
    );
  }
  const files = input.sources.migrations;
  if (to !== undefined && !files.some(({ id }) => id === to)) {
    throw new MigrationRefused(`There is no migration ${to}. The newest is ${files.at(-1)?.id ?? 'none'}.`);
  }
  const statements = files
    .filter(({ id }) => to === undefined || id <= to)
    .flatMap((file) => statementsOf(file, input.variables));
  const expected = inTheEnd(statements.flatMap(({ shown }) => tracesOf(shown)));
  return {
    statements,
    missing: [...expected]
      .filter(([thing, exists]) => present.has(thing) !== exists)
      .map(([thing, exists]) => `${thing} ${exists ? 'is missing' : 'is still there'}`),
    unseen: statements.filter(({ shown }) => tracesOf(shown).length === 0),
  };
}

/** What a later statement says counts, and a table that is dropped takes what belongs to it along. */
function inTheEnd(traces: Trace[]): Map<string, boolean> {
  const expected = new Map<string, boolean>();
  for (const { thing, exists } of traces) {
    expected.set(thing, exists);
    const [kind, name] = thing.split(' ');
    if (kind === 'table' && !exists) {
      [...expected.keys()].filter((other) => other.includes(` ${name}.`)).forEach((other) => expected.delete(other));
    }
  }
  return expected;
}

/** Records the statements as applied. @throws LockLost */
export async function recordBaseline(journal: Journal, lock: Lock, { statements }: Baseline): Promise<void> {
  for (const statement of statements) {
    await journal.write(lock, {
      migration: statement.migration,
      statement: statement.position,
      statements: statement.of,
      event: 'done',
      description: statement.description,
      effect: statement.effect,
      templateHash: statement.templateHash,
      statementHash: statement.statementHash,
      details: JSON.stringify({ by: 'baseline' }),
    });
  }
}
