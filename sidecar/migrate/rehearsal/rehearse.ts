import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { splitStatements } from '../statements';
import { renderTemplate } from '../template';
import { type Variables } from '../variables';
import { harmlessEnvironment, onOneServer, rehearsalVariables, whyNotHarmless, withoutRehearsal } from './harmless';
import { type ScratchJob, type ScratchOutcome, type ScratchResult } from './messages';
import { type DatabaseSchema, type QueueSchema } from './schema';

/** A statement rendered with harmless variables (see `statementsToRehearse`), and where it stands. */
export interface RehearsedStatement {
  /** Migration or queue unit. */
  source: string;
  /** Position in it, from 1. */
  position: number;
  sql: string;
}

/**
 * The statements of a migration or queue unit as a rehearsal runs them.
 * @param variables of the configuration: what could reach a broker or is secret is replaced here
 * @throws Error when the template cannot be rendered or split
 */
export function statementsToRehearse(source: string, template: string, variables: Variables): RehearsedStatement[] {
  const { sql } = renderTemplate(template, rehearsalVariables(variables));
  return splitStatements(sql).map((text, i) => ({ source, position: i + 1, sql: text }));
}

export interface RehearsalRequest {
  database: string;
  /** Named collections of the migrations. */
  collections: string[];
  /** Name that Distributed tables use; the scratch engine knows it and reaches nobody by it. */
  cluster?: string;
  /** What the journal says is applied. */
  applied: RehearsedStatement[];
  pending: RehearsedStatement[];
}

export interface RehearsedOutcome {
  source: string;
  position: number;
  outcome: 'ok' | 'failed' | 'not run';
  /** The engine's words, when it failed. */
  error?: string;
}

export interface RehearsalDone {
  ran: true;
  /** Of the scratch engine; a statement may fail on it and not on the server, or the other way round. */
  engineVersion: string;
  /** Applied statements that this engine no longer takes. What follows is then known less well. */
  appliedFailures: RehearsedOutcome[];
  pending: RehearsedOutcome[];
  /** The schema that the applied statements make, and the one after the pending. */
  before: DatabaseSchema;
  after: DatabaseSchema;
}

export type Rehearsal =
  | RehearsalDone
  | {
      ran: false;
      /** Why there was none, for people. Never a reason to stop: nothing is wrong with the migrations. */
      why: string;
    };

/** A rehearsal takes about a second; one that takes this long hangs. Milliseconds. */
const DEADLINE_MS = 60_000;

/**
 * Runs the statements in a ClickHouse that is made for it and thrown away (chDB, in a process of its own), to know
 * whether they run and what they make. It touches no server and no broker. Never throws: where it cannot run it says so.
 * @param temporary directory for the engine's files, which are removed
 */
export async function rehearse(request: RehearsalRequest, temporary: string = tmpdir()): Promise<Rehearsal> {
  const harmful = [...request.applied, ...request.pending]
    .map((statement) => ({ statement, why: whyNotHarmless(statement.sql) }))
    .find(({ why }) => why !== undefined);
  if (harmful) {
    const { source, position } = harmful.statement;
    return notRun(`${source}, statement ${position}, is not rehearsed: ${harmful.why}`);
  }
  let dir: string | undefined;
  try {
    dir = await mkdtemp(path.join(temporary, 'girok-rehearsal-'));
    const outcome = await inScratchEngine({
      dir,
      database: request.database,
      collections: request.collections,
      cluster: request.cluster,
      before: request.applied.map(({ sql }) => onOneServer(sql)),
      after: request.pending.map(({ sql }) => onOneServer(sql)),
    });
    return outcome.type === 'done' ? resultOf(request, outcome) : notRun(outcome.message);
  } catch (error) {
    return notRun(error instanceof Error ? error.message : String(error));
  } finally {
    if (dir) {
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

const notRun = (why: string): Rehearsal => ({ ran: false, why: `No rehearsal in a scratch engine: ${why}` });

function resultOf({ applied, pending }: RehearsalRequest, result: ScratchResult): RehearsalDone {
  const { engineVersion, schemaBefore, schemaAfter } = result;
  return {
    ran: true,
    engineVersion,
    appliedFailures: outcomes(applied, result.before).filter(({ outcome }) => outcome === 'failed'),
    pending: outcomes(pending, result.after),
    before: withRealGroups(schemaBefore),
    after: withRealGroups(schemaAfter),
  };
}

function outcomes(statements: RehearsedStatement[], errors: Array<string | null>): RehearsedOutcome[] {
  return statements.map(({ source, position }, i) => {
    const error = errors[i];
    if (error === undefined) {
      return { source, position, outcome: 'not run' };
    }
    return error === null
      ? { source, position, outcome: 'ok' }
      : { source, position, outcome: 'failed', error: tidy(error) };
  });
}

/** chDB adds its version, and the name of the query's file, to what the server would say. */
const tidy = (error: string) =>
  error
    .replace(/^.*?(?=Code: \d+\. DB::Exception: )/s, '')
    .replace(/ \(version [^)]*\)\.?/, '')
    .trim();

function withRealGroups(schema: DatabaseSchema): DatabaseSchema {
  const real = (queue: QueueSchema): QueueSchema => ({
    ...queue,
    settings: Object.fromEntries(
      Object.entries(queue.settings).map(([name, value]) => [name, withoutRehearsal(value)])
    ),
  });
  return {
    ...schema,
    objects: Object.fromEntries(
      Object.entries(schema.objects).map(([name, object]) => [name, object.kind === 'queue' ? real(object) : object])
    ),
  };
}

/** Arguments of Node: the source in a checkout, what it was compiled to in the npm package. */
const SCRATCH_MAIN =
  path.extname(__filename) === '.ts'
    ? ['--import', pathToFileURL(require.resolve('tsx')).href, path.join(__dirname, 'scratchMain.ts')]
    : [path.join(__dirname, 'scratchMain.js')];

/** Starts the process, hands it the job, takes its one answer and ends it. */
async function inScratchEngine(job: ScratchJob): Promise<ScratchOutcome> {
  const child = spawn(process.execPath, SCRATCH_MAIN, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: harmlessEnvironment(process.env),
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  try {
    const outcome = outcomeOf(child);
    child.send(job);
    return await outcome;
  } finally {
    clearTimeout(deadline);
    child.kill('SIGKILL');
    await exited;
  }
}

function outcomeOf(child: ChildProcess): Promise<ScratchOutcome> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as ScratchOutcome));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ type: 'failed', message: whyEnded(code, signal, complaint) }));
  });
}

const whyEnded = (code: number | null, signal: NodeJS.Signals | null, complaint: string) =>
  `the scratch engine ended (${signal ?? `code ${code}`}). ${complaint.trim().split('\n').at(-1) ?? ''}`.trim();
