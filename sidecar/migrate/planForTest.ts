import { type MigrationFile, type QueueUnit, sha256 } from './files';
import { type JournalEntry, WHOLE } from './journal';
import { type LiveTable } from './liveTables';
import { type PlanInput } from './planned';
import { type Variables } from './variables';

/** For tests of pure planning: a migration file with the given text. */
export const file = (id: string, template: string, pauses: string[] = []): MigrationFile => ({
  id,
  template,
  hash: sha256(template),
  pauses,
});

interface Given {
  files?: MigrationFile[];
  units?: QueueUnit[];
  journal?: JournalEntry[];
  variables?: Variables;
  live?: LiveTable[];
}

/** What a plan is made of, for the database `d`. */
export const planInput = ({ files = [], units = [], journal = [], variables = {}, live = [] }: Given): PlanInput => ({
  sources: { migrations: files, units },
  journal: [...journal].sort((a, b) => (a.migration < b.migration ? -1 : 1)),
  variables: { database: 'd', ...variables },
  database: 'd',
  live: new Map(live.map((table) => [table.name, table])),
});

let sequence = 0;

/** A row of the journal, newer than those made before. */
export const entry = (
  migration: string,
  statement: number,
  event: JournalEntry['event'],
  more: Partial<JournalEntry> = {}
): JournalEntry => ({
  migration,
  statement,
  statements: 1,
  event,
  templateHash: '',
  statementHash: '',
  renderedHash: '',
  queryId: '',
  error: '',
  details: '',
  time: '2026-01-01 00:00:00.000',
  sequence: ++sequence,
  ...more,
});

/** A row about a unit as a whole. */
export const whole = (unit: string, event: JournalEntry['event'], more: Partial<JournalEntry> = {}) =>
  entry(unit, WHOLE, event, more);
