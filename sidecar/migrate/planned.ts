import { type Effect } from './effect';
import { type MigrationSources } from './files';
import { type JournalEntry } from './journal';
import { type LiveTable } from './liveTables';
import { type Variables } from './variables';

export interface PlannedStatement {
  /** Id of the versioned migration, or name of the unit: a queue, `retention <table>`. */
  migration: string;
  /** Position in the migration, from 1, and how many the migration has. */
  position: number;
  of: number;
  description: string;
  effect: Effect;
  sql: string;
  /** The statement with secrets hidden. */
  shown: string;
  /** Variable of a secret in it that has no value: it cannot be run. */
  missing?: string;
  /** Of the template file and of this statement in it; empty for what is made by code. */
  templateHash: string;
  statementHash: string;
  /** What the journal last knew of it, when an earlier run began it and did not end it well. */
  earlier?: JournalEntry;
}

export interface PlanInput {
  sources: MigrationSources;
  journal: JournalEntry[];
  variables: Variables;
  database: string;
  /** Tables and views of the database, by name. */
  live: ReadonlyMap<string, LiveTable>;
}
