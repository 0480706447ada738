import { type JournalEntry, type JournalRecord } from './journal';
import { type PlanInput, type PlannedStatement } from './planned';
import { readSaved, type SavedQueue } from './queues/savedQueue';
import { isRepeatable, leavesMutation } from './repeatable';
import { tracesOf } from './traces';
import { statementsOf, troubleOf, versionedEntries } from './versioned';

/** What to say of a statement about which nothing can be found out. */
export type Verdict = 'done' | 'again';

export interface Repair {
  /** What is wrong and what will be done about it, in words. */
  text: string;
  /** Rows for the journal. */
  records: JournalRecord[];
  /** A queue to be put back as it was before a run that did not finish. */
  restore?: { queue: string; saved: SavedQueue };
  /** Nothing can be found out: a person has to decide. */
  doubtful: boolean;
}

/**
 * What `girok migrate repair` would do, in order. Pure.
 * @param present see presentThings
 * @param verdict of a person, for statements about which nothing can be found out
 */
export function planRepair(input: PlanInput, present: ReadonlySet<string>, verdict?: Verdict): Repair[] {
  const entries = versionedEntries(input.journal);
  const files = new Map(input.sources.migrations.map((file) => [file.id, file]));
  const ids = [...new Set(entries.map(({ migration }) => migration))];
  return [
    ...ids.flatMap((id) => {
      const of = entries.filter(({ migration }) => migration === id);
      const file = files.get(id);
      if (!file) {
        return [removed(id, of)];
      }
      const statements = statementsOf(file, input.variables);
      return [...accepted(statements, of), ...interrupted(statements, of, present, verdict)];
    }),
    ...input.journal.flatMap(unfinishedQueue),
  ];
}

function removed(id: string, entries: JournalEntry[]): Repair {
  return {
    text: `${id}: its file is gone. The journal will say that it was removed; nothing that it made is touched.`,
    records: entries.map((entry) => ({ ...recordOf(entry), event: 'removed', details: BY_REPAIR })),
    doubtful: false,
  };
}

/** The present file is taken for what was run. */
function accepted(statements: PlannedStatement[], entries: JournalEntry[]): Repair[] {
  const newest = entries.reduce((a, b) => (b.sequence > a.sequence ? b : a));
  if (newest.templateHash === statements[0]?.templateHash) {
    return [];
  }
  const done = entries.filter(({ event }) => event === 'done');
  const fully = done.length === entries[0].statements;
  const taken = statements.filter(({ position }) => fully || done.some(({ statement }) => statement === position));
  const stale = taken.filter((statement) => {
    const entry = entries.find((candidate) => candidate.statement === statement.position);
    return entry?.templateHash !== statement.templateHash || entry.event !== 'done';
  });
  const surplus = entries.filter(({ statement }) => statement > statements.length);
  if (stale.length === 0 && surplus.length === 0) {
    return [];
  }
  const counts =
    surplus.length === 0 ? '' : ` Of the ${entries.length} that were run, ${surplus.length} are in it no more.`;
  return [
    {
      text:
        `${entries[0].migration}: its file was changed. ${stale.length} of its ${statements.length} statements will be recorded as applied ` +
        `the way they stand in it now; none of them is run.${counts}`,
      records: [
        ...stale.map((statement) => doneBy(statement)),
        ...surplus.map((entry): JournalRecord => ({ ...recordOf(entry), event: 'removed', details: BY_REPAIR })),
      ],
      doubtful: false,
    },
  ];
}

function interrupted(
  statements: PlannedStatement[],
  entries: JournalEntry[],
  present: ReadonlySet<string>,
  verdict: Verdict | undefined
): Repair[] {
  return entries
    .filter(({ event }) => event === 'started' || event === 'interrupted')
    .flatMap((entry) => {
      const statement = statements[entry.statement - 1];
      return statement ? [judged(statement, entry, present, verdict)] : [];
    });
}

function judged(
  statement: PlannedStatement,
  entry: JournalEntry,
  present: ReadonlySet<string>,
  verdict: Verdict | undefined
): Repair {
  const what = `${statement.migration}: ${troubleOf(entry)} (${statement.description}).`;
  const done: Repair = { text: `${what} `, records: [doneBy(statement)], doubtful: false };
  const again: Repair = {
    text: `${what} `,
    records: [{ ...recordOf(entry), event: 'again', details: BY_REPAIR }],
    doubtful: false,
  };
  const traces = tracesOf(statement.shown);
  if (traces.length > 0) {
    const kept = traces.every(({ thing, exists }) => present.has(thing) === exists);
    const none = traces.every(({ thing, exists }) => present.has(thing) !== exists);
    const seen = traces.map(({ thing }) => `${thing} ${present.has(thing) ? 'exists' : 'does not exist'}`).join(', ');
    if (kept) {
      return { ...done, text: `${what} ${seen}: it will be recorded as done.` };
    }
    if (none || isRepeatable(statement.sql)) {
      return { ...again, text: `${what} ${seen}: \`girok migrate up\` will run it again.` };
    }
  } else if (isRepeatable(statement.sql)) {
    return { ...again, text: `${what} It may run twice: \`girok migrate up\` will run it again.` };
  } else if (leavesMutation(statement.sql)) {
    return {
      text: `${what} \`girok migrate up\` sees by its mutation what became of it.`,
      records: [],
      doubtful: false,
    };
  }
  if (verdict) {
    const chosen = verdict === 'done' ? done : again;
    const how = verdict === 'done' ? 'it will be recorded as done' : '`girok migrate up` will run it again';
    return { ...chosen, text: `${what} Nothing shows whether it took effect; as you say, ${how}.` };
  }
  return {
    text: `${what} Nothing shows whether it took effect. Look, then say --force done or --force again.`,
    records: [],
    doubtful: true,
  };
}

function unfinishedQueue(entry: JournalEntry): Repair[] {
  const saved = readSaved(entry);
  if (!saved) {
    return [];
  }
  const text = saved.queue
    ? `${entry.migration}: a run at ${entry.time} did not finish its change. The queue and its views will be put back as they were before.`
    : `${entry.migration}: a run at ${entry.time} did not finish making it. What there is of it will be removed.`;
  return [{ text, records: [], restore: { queue: entry.migration, saved }, doubtful: false }];
}

const BY_REPAIR = JSON.stringify({ by: 'repair' });

const doneBy = (statement: PlannedStatement): JournalRecord => ({
  migration: statement.migration,
  statement: statement.position,
  statements: statement.of,
  event: 'done',
  description: statement.description,
  effect: statement.effect,
  templateHash: statement.templateHash,
  statementHash: statement.statementHash,
  details: BY_REPAIR,
});

const recordOf = (entry: JournalEntry): Omit<JournalRecord, 'event'> => ({
  migration: entry.migration,
  statement: entry.statement,
  statements: entry.statements,
  description: 'repair',
  templateHash: entry.templateHash,
  statementHash: entry.statementHash,
});
