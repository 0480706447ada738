import { type Effect, effectOf } from '../effect';
import { type QueueUnit, sha256 } from '../files';
import { type JournalEntry, WHOLE } from '../journal';
import { type LiveTable } from '../liveTables';
import { type PlanInput, type PlannedStatement } from '../planned';
import { plainSql } from '../sqlTokens';
import { createdObject, describeStatement, droppedObject } from '../statements';
import { rendered, type VersionedPhase } from '../versioned';
import { readSaved } from './savedQueue';

/** One queue unit, and what `up` would do with it. */
export interface QueuePlan {
  kind: 'queue';
  /** Name in the journal: the queue's. */
  id: string;
  queue: string;
  /** SHA-256 of the rendered statements, secrets hidden, comments left out. */
  hash: string;
  /** Views that the unit makes or drops, without the database. */
  views: string[];
  /** `Kafka`, or `Null` for one that is filled by inserts. */
  engine: string;
  /** Why it is run; undefined when it is as it should be. */
  why?: string;
  /** Set when the consumer group gets another name: the new one reads the topic from its start. */
  groupChange?: { from: string; to: string };
  /** What earlier run left, when it did not end well. */
  whole?: JournalEntry;
  /** All of them or none: a unit is always run from its top. */
  statements: PlannedStatement[];
}

/**
 * Which queue units are to be run, and why. Pure.
 * @param versioned migrations that will run before: those that pause a queue make its unit pending
 */
export function planQueues(input: PlanInput, versioned: VersionedPhase[]): QueuePlan[] {
  return input.sources.units.map((unit) => planUnit(unit, input, versioned));
}

function planUnit(unit: QueueUnit, input: PlanInput, versioned: VersionedPhase[]): QueuePlan {
  const texts = rendered(`queues/${unit.queue}.sql`, unit.template, input.variables);
  const hash = sha256(texts.map(({ shown }) => plainSql(shown)).join(';\n'));
  const whole = input.journal.find(({ migration, statement }) => migration === unit.queue && statement === WHOLE);
  const live = input.live.get(unit.queue);
  const becomes = texts.findLast(({ shown }) => nameOf(createdObject(shown)?.name) === unit.queue)?.shown ?? '';
  const engine = /\bENGINE = (\w+)/.exec(plainSql(becomes))?.[1] ?? '';
  // what stands now may be what a killed run has left
  const stood = readSaved(whole)?.queue ?? live;
  const leavesKafka = stood?.engine === 'Kafka' && engine !== 'Kafka';
  const statements = texts.map(
    ({ sql, shown, missing, template }, i): PlannedStatement => ({
      migration: unit.queue,
      position: i + 1,
      of: texts.length,
      description: describeStatement(shown),
      effect: effectInUnit(shown, `${input.database}.${unit.queue}`, leavesKafka),
      sql,
      shown,
      missing,
      templateHash: sha256(unit.template),
      statementHash: sha256(template),
    })
  );
  const why = whyPending({ unit, hash, engine, whole, live, input, versioned });
  const [from, to] = [groupOf(stood?.create ?? ''), groupOf(becomes)];
  return {
    kind: 'queue',
    id: unit.queue,
    queue: unit.queue,
    hash,
    views: viewsOf(statements),
    engine,
    why,
    groupChange: why && from && to && from !== to ? { from, to } : undefined,
    whole,
    statements: why ? statements : [],
  };
}

interface UnitFacts {
  unit: QueueUnit;
  hash: string;
  engine: string;
  whole: JournalEntry | undefined;
  live: LiveTable | undefined;
  input: PlanInput;
  versioned: VersionedPhase[];
}

/** In order of how much it tells a person. */
function whyPending({ unit, hash, engine, whole, live, input, versioned }: UnitFacts): string | undefined {
  const pausedBy = versioned.find(({ pauses }) => pauses.includes(unit.queue));
  if (pausedBy) {
    return `${pausedBy.id} pauses it`;
  }
  if (!whole) {
    return 'it is new';
  }
  if (whole.event === 'started') {
    return `an earlier run, at ${whole.time}, did not finish it`;
  }
  if (whole.event === 'restored') {
    return `an earlier run, at ${whole.time}, failed and put back what stood before`;
  }
  const pausedAfter = input.sources.migrations.find(
    ({ id, pauses }) => pauses.includes(unit.queue) && newestOf(id, input.journal) > whole.sequence
  );
  if (pausedAfter) {
    return `${pausedAfter.id} paused it`;
  }
  if (whole.renderedHash !== hash) {
    return 'its definition or configuration has changed';
  }
  if (!live) {
    return 'the queue does not exist';
  }
  return live.engine === engine ? undefined : `the queue is a table of engine ${live.engine}, not ${engine}`;
}

const newestOf = (migration: string, journal: JournalEntry[]) =>
  Math.max(0, ...journal.filter((entry) => entry.migration === migration).map(({ sequence }) => sequence));

/**
 * What a unit drops holds no rows: its own queue, and views that write to tables; and while it is paused nothing flows.
 * @param leavesKafka the queue will not read Kafka any more: what comes there misses its tables
 */
function effectInUnit(statement: string, queue: string, leavesKafka: boolean): Effect {
  if (droppedObject(statement) === queue) {
    return leavesKafka ? 'destructive' : 'metadata';
  }
  return /^DROP VIEW\b/i.test(plainSql(statement)) ? 'metadata' : effectOf(statement);
}

function viewsOf(statements: PlannedStatement[]): string[] {
  const names = statements.map(({ shown }) => {
    const created = createdObject(shown);
    return created?.kind === 'view'
      ? created.name
      : /^DROP VIEW\b/i.test(plainSql(shown))
        ? droppedObject(shown)
        : undefined;
  });
  return [...new Set(names.map(nameOf).filter((name) => name !== undefined))];
}

/** `t` of `db.t`. */
const nameOf = (name: string | undefined) => name?.split('.').at(-1);

/** The consumer group in a CREATE TABLE of the Kafka engine. */
export const groupOf = (create: string) => /\bkafka_group_name\s*=\s*'((?:[^'\\]|\\.)*)'/.exec(create)?.[1];
