import { effectOf } from './effect';
import { type MigrationFile, sha256 } from './files';
import { type JournalEntry, WHOLE } from './journal';
import { type PlanInput, type PlannedStatement } from './planned';
import { MigrationRefused } from './refused';
import { createdObject, describeStatement } from './statements';
import { renderStatements } from './template';
import { type Variables } from './variables';

export type MigrationState = 'applied' | 'partly applied' | 'pending';

export interface MigrationStatus {
  id: string;
  state: MigrationState;
  done: number;
  of: number;
  /** UTC time of the newest journal entry. */
  lastTime?: string;
  /** Set when a statement was begun and has not ended well. */
  trouble?: string;
}

/** The statements of one file that have still to run. */
export interface VersionedPhase {
  kind: 'migration';
  id: string;
  /** Queues that stand still meanwhile. */
  pauses: string[];
  statements: PlannedStatement[];
}

const VERSIONED = /^\d{14}_/;

/** See planMigrations. A migration that stopped half-way goes on at the first statement that is not done. */
export function planVersioned(input: PlanInput): { migrations: MigrationStatus[]; phases: VersionedPhase[] } {
  const journal = versionedEntries(input.journal);
  const files = input.sources.migrations;
  refuseRemoved(files, journal);
  const newestApplied = journal.at(-1)?.migration ?? '';
  const migrations: MigrationStatus[] = [];
  const phases: VersionedPhase[] = [];
  for (const file of files) {
    const entries = journal.filter(({ migration }) => migration === file.id);
    const statements = statementsOf(file, input.variables);
    if (entries.length === 0 && file.id < newestApplied) {
      throw new MigrationRefused(
        `${file.id} is new but stands before ${newestApplied}, which is applied. Give it a later time in its name.`
      );
    }
    refuseChanged(file, statements, entries);
    const pending = statements
      .map((statement) => withEarlier(statement, entries))
      .filter(({ earlier }) => earlier?.event !== 'done');
    migrations.push(statusOf(file.id, statements.length, pending, entries));
    if (pending.length > 0) {
      phases.push({ kind: 'migration', id: file.id, pauses: file.pauses, statements: pending });
    }
  }
  if (journal.length === 0) {
    refuseStrangers(input, phases);
  }
  return { migrations, phases };
}

/** Entries of versioned migrations, in order; those that `repair` has taken out are left out. */
export const versionedEntries = (journal: JournalEntry[]) =>
  journal.filter(
    ({ migration, event, statement }) => VERSIONED.test(migration) && event !== 'removed' && statement !== WHOLE
  );

/** The statements of one file. @throws MigrationRefused naming the file and what cannot be rendered */
export function statementsOf(file: MigrationFile, variables: Variables): PlannedStatement[] {
  return rendered(`${file.id}.sql`, file.template, variables).map(({ sql, shown, missing, template }, i, all) => ({
    migration: file.id,
    position: i + 1,
    of: all.length,
    description: describeStatement(shown),
    effect: effectOf(shown),
    sql,
    shown,
    missing,
    templateHash: file.hash,
    statementHash: sha256(template),
  }));
}

/** @throws MigrationRefused naming the file and what is wrong with it */
export function rendered(name: string, template: string, variables: Variables) {
  try {
    return renderStatements(template, variables);
  } catch (error) {
    throw new MigrationRefused(`migrations/${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function withEarlier(statement: PlannedStatement, entries: JournalEntry[]): PlannedStatement {
  const earlier = entries.find((entry) => entry.statement === statement.position);
  return earlier && earlier.event !== 'again' ? { ...statement, earlier } : statement;
}

function refuseRemoved(files: MigrationFile[], journal: JournalEntry[]) {
  const known = new Set(files.map((file) => file.id));
  const removed = journal.find((entry) => !known.has(entry.migration));
  if (removed) {
    throw new MigrationRefused(
      `${removed.migration} is in the journal but its file is missing. Restore ${removed.migration}.sql, or run the girok ` +
        'version that applied it. If it is gone for good, `girok migrate repair` takes it out of the journal.'
    );
  }
}

/** What has not run yet may still be changed: that is how a migration that fails is mended. */
function refuseChanged(file: MigrationFile, statements: PlannedStatement[], entries: JournalEntry[]) {
  const newest = [...entries].sort((a, b) => b.sequence - a.sequence)[0];
  if (!newest || newest.templateHash === file.hash) {
    return;
  }
  const done = entries.filter(({ event }) => event === 'done');
  const same = done.filter((entry) => statements[entry.statement - 1]?.statementHash === entry.statementHash);
  if (same.length === done.length && done.length < newest.statements) {
    return;
  }
  const changed = done.find((entry) => !same.includes(entry));
  const what = changed
    ? `Statement ${changed.statement} is not the one that was run.`
    : statements.length === done.length
      ? 'Only comments or conditions differ, no statement.'
      : `It had ${done.length} statements, now it has ${statements.length}.`;
  throw new MigrationRefused(
    `${file.id} was changed after it was applied (journal ${newest.templateHash.slice(0, 12)}, file ${file.hash.slice(0, 12)}). ${what}\n` +
      '  Restore the file and put the change into a new migration. If the database is as the file now says, ' +
      '`girok migrate repair` records it.'
  );
}

/** CREATE … IF NOT EXISTS would pass over tables of another shape without a word. */
function refuseStrangers({ live, database }: PlanInput, phases: VersionedPhase[]) {
  const stranger = phases
    .flatMap(({ statements }) => statements)
    .map(({ shown }) => createdObject(shown))
    .find((object) => object?.kind === 'table' && live.has(object.name.replace(`${database}.`, '')));
  if (stranger) {
    throw new MigrationRefused(
      `The table ${stranger.name} exists, but there is no journal of how it was made.\n` +
        '  If the tables are those of the migrations: `girok migrate baseline` records them as applied. Else choose another database.'
    );
  }
}

function statusOf(id: string, of: number, pending: PlannedStatement[], entries: JournalEntry[]): MigrationStatus {
  const times = entries.map(({ time }) => time).sort();
  const begun = pending.find(({ earlier }) => earlier !== undefined);
  return {
    id,
    state: pending.length === 0 ? 'applied' : entries.length === 0 ? 'pending' : 'partly applied',
    done: of - pending.length,
    of,
    lastTime: times.at(-1),
    trouble: begun?.earlier && troubleOf(begun.earlier),
  };
}

/** What became of a statement that has not ended well, in words. */
export function troubleOf({ statement, event, time, error }: JournalEntry): string {
  const what = `statement ${statement} `;
  switch (event) {
    case 'failed':
      return `${what}failed at ${time}: ${error}`;
    case 'waiting':
      return `${what}was sent at ${time}; its mutation was not waited for to the end`;
    default:
      return `${what}was started at ${time} and has no outcome (the runner was interrupted)`;
  }
}
