import { type MigrationFile } from './files';
import { type JournalEntry } from './journal';
import { describeStatement, splitStatements } from './statements';
import { renderTemplate } from './template';
import { type Variables } from './variables';

export interface PlannedStatement {
  migration: string;
  templateHash: string;
  /** Position in the migration, from 1, and how many the migration has. */
  position: number;
  of: number;
  description: string;
  sql: string;
  /** The statement with secrets hidden. */
  shown: string;
}

export type MigrationState = 'applied' | 'partly applied' | 'pending';

export interface MigrationStatus {
  id: string;
  state: MigrationState;
  done: number;
  of: number;
  /** UTC time of the newest journal entry. */
  lastTime?: string;
  /** Set when the newest entry of a statement says that it failed or was interrupted. */
  trouble?: string;
}

export interface Plan {
  migrations: MigrationStatus[];
  /** What `up` would run, in order. */
  pending: PlannedStatement[];
}

/** Thrown when going on could do harm; the message says what differs and what to do. */
export class MigrationRefused extends Error {
  readonly name = 'MigrationRefused';
}

/**
 * Compares the files with the journal. Pure: reads and runs nothing.
 * A migration that stopped half-way goes on at the first statement that is not done.
 * @throws MigrationRefused when an applied file was changed or removed, or a new one stands before an applied one
 */
export function planMigrations(files: MigrationFile[], journal: JournalEntry[], variables: Variables): Plan {
  refuseRemoved(files, journal);
  const newestApplied = journal.at(-1)?.migration ?? '';
  const plan: Plan = { migrations: [], pending: [] };
  for (const file of files) {
    const entries = journal.filter((entry) => entry.migration === file.id);
    const statements = statementsOf(file, variables);
    if (entries.length === 0 && file.id < newestApplied) {
      throw new MigrationRefused(
        `${file.id} is new but stands before ${newestApplied}, which is applied. Give it a later time in its name.`
      );
    }
    if (entries.some((entry) => entry.templateHash !== file.hash)) {
      throw new MigrationRefused(
        `${file.id} was changed after it was applied (journal ${entries[0].templateHash.slice(0, 12)}, file ${file.hash.slice(0, 12)}). ` +
          'Restore the file and put the change into a new migration.'
      );
    }
    const done = new Set(entries.filter((entry) => entry.event === 'done').map((entry) => entry.statement));
    const pending = statements.filter((statement) => !done.has(statement.position));
    plan.pending.push(...pending);
    plan.migrations.push({
      id: file.id,
      state: pending.length === 0 ? 'applied' : entries.length === 0 ? 'pending' : 'partly applied',
      done: statements.length - pending.length,
      of: statements.length,
      lastTime: entries
        .map((entry) => entry.time)
        .sort()
        .at(-1),
      trouble: troubleOf(entries),
    });
  }
  return plan;
}

function refuseRemoved(files: MigrationFile[], journal: JournalEntry[]) {
  const known = new Set(files.map((file) => file.id));
  const removed = journal.find((entry) => !known.has(entry.migration));
  if (removed) {
    throw new MigrationRefused(
      `${removed.migration} is in the journal but its file is missing. Restore ${removed.migration}.sql, or run the girok version that applied it.`
    );
  }
}

function statementsOf(file: MigrationFile, variables: Variables): PlannedStatement[] {
  const rendered = renderOrExplain(file, variables);
  const shown = splitStatements(rendered.shown);
  return splitStatements(rendered.sql).map((sql, i, all) => ({
    migration: file.id,
    templateHash: file.hash,
    position: i + 1,
    of: all.length,
    description: describeStatement(shown[i]),
    sql,
    shown: shown[i],
  }));
}

function renderOrExplain(file: MigrationFile, variables: Variables) {
  try {
    return renderTemplate(file.template, variables);
  } catch (error) {
    throw new MigrationRefused(`migrations/${file.id}.sql: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function troubleOf(entries: JournalEntry[]): string | undefined {
  const open = entries.find((entry) => entry.event !== 'done');
  if (!open) {
    return undefined;
  }
  return open.event === 'failed'
    ? `statement ${open.statement} failed at ${open.time}: ${open.error}`
    : `statement ${open.statement} was started at ${open.time} and has no outcome (the runner was interrupted)`;
}
