import { type ClickHouseClient } from '@clickhouse/client';
import { type Logger } from 'pino';

import { executeQuery, type RunLimits } from './executeQuery';
import { inPieces, resultPage, storeResult } from './resultStore';
import { readRunRecord, type RunRecord, signRecord } from './runRecord';
import { readRun, readRuns, type RunStatus, type StoredRun, storeRun } from './runStore';
import { type SigningKey, type TrustedKeys } from '../../seal/keys';
import { askRows } from '../../seal/sealStore';
import { Problem } from '../../server/problem';
import { type RecordAccess } from '../access/accessEvents';
import { type Person } from '../access/person';
import { expand } from '../catalogue/expand';
import { type Catalogue } from '../catalogue/loadCatalogue';
import { type AskedRun, checkParameters } from '../catalogue/queryParameters';
import { type QueryVersion } from '../versions/history';
import { type QueryBook } from '../versions/queryBook';

/** What a run asks for. */
export interface RunRequest extends AskedRun {
  /** UUID that the caller chooses, so that the same request twice is one run. */
  run: string;
  query: string;
  /** Without one, the version that is approved now. */
  version?: number;
  purpose: string;
}

/** How far a run is that has not ended. */
export interface Progress {
  step: 'waiting' | 'reading' | 'storing';
  /** Rows that ClickHouse has read, and about how many there are; null where it does not say. */
  readRows: number | null;
  totalRows: number | null;
  /** Rows of the result that are stored. */
  rows: number;
  seconds: number;
}

/** A run as people see it. */
export interface SeenRun extends Omit<StoredRun, 'status' | 'record' | 'keyId' | 'signature'> {
  /** interrupted: girok ended while it ran. altered: its record in ClickHouse is not the one that girok signed. */
  status: RunStatus | 'interrupted' | 'altered' | 'expired';
  progress: Progress | null;
}

export interface RunsContext {
  /** Writes the tables of girok. */
  client: ClickHouseClient;
  /** Runs saved queries, and may do nothing but read. */
  reader: ClickHouseClient;
  database: string;
  catalogue: Catalogue;
  book: QueryBook;
  key: SigningKey;
  trusted: TrustedKeys;
  recordAccess: RecordAccess;
  limits: RunLimits & { resultMs: number; atOnce: number };
  log: Logger;
}

interface Job {
  stored: StoredRun;
  controller: AbortController;
  progress: Progress;
  begun: number;
  ended: Promise<void>;
}

/** How often ClickHouse is asked how far a run is. */
const LOOK_MS = 1000;

/** Between attempts to store that a run has ended, when ClickHouse does not take it. */
const AGAIN_MS = [500, 2000, 5000];

const TWICE = 'This run was begun already: the same request came twice.';

const CANCELLED = new Problem(499, 'The run was cancelled.');

/** Runs of saved queries in the background: each is recorded in the audit log before it begins and after it has ended. */
export class Runs {
  private readonly jobs = new Map<string, Job>();
  private closing = false;

  constructor(private readonly context: RunsContext) {}

  /**
   * Begins a run. Nothing is asked of the audit log before the event about it is stored.
   * @throws Problem 400, 404, 409, 429 or 503 in words
   */
  async start(request: RunRequest, person: Person): Promise<SeenRun> {
    const { client, book, catalogue, limits, recordAccess } = this.context;
    const { run, purpose } = request;
    const version = await book.runnable(request.query, request.version);
    const checked = checkParameters(version.query, request);
    if ('problems' in checked) {
      throw new Problem(400, checked.problems.join(' '));
    }
    if (this.closing) {
      throw new Problem(503, 'girok is stopping. Ask again.');
    }
    if (this.jobs.size >= limits.atOnce) {
      throw new Problem(429, `${this.jobs.size} queries run already, and no more do at once. Wait for one to end.`);
    }
    if (this.jobs.has(run)) {
      throw new Problem(409, TWICE);
    }
    const job = this.newJob(request, version, person);
    // without a wait since it was looked for, so that the same request at the same time finds it
    this.jobs.set(run, job);
    try {
      if (await readRun(client, run)) {
        throw new Problem(409, TWICE);
      }
      await recordAccess({
        name: 'run.started',
        action: 'RUN',
        person,
        target: `${version.query.id}@${version.query.version}`,
        targetType: 'saved query',
        outcome: 'unknown',
        reason: purpose,
        more: { 'girok.run.id': run, 'girok.parameters': JSON.stringify(checked.values) },
      });
      await storeRun(client, job.stored);
    } catch (error) {
      this.jobs.delete(run);
      throw error instanceof Problem
        ? error
        : new Problem(503, 'ClickHouse could not keep the run, so it was not begun.', String(error));
    }
    const sql = expand(version.query.sql, catalogue);
    job.ended = this.finish(job, version, sql, checked.values, person).finally(() => this.jobs.delete(run));
    return this.seen(job.stored);
  }

  /** @throws Problem 404 when there is none */
  async get(run: string): Promise<SeenRun> {
    return this.seen(this.jobs.get(run)?.stored ?? (await this.stored(run)));
  }

  /** The latest ones, of one query or of all. */
  async list(query?: string): Promise<SeenRun[]> {
    const stored = await readRuns(this.context.client, query, MOST_LISTED);
    return stored.map((one) => this.seen(this.jobs.get(one.run)?.stored ?? one));
  }

  /** Stops a run; its own, or as an operator that of somebody else. @throws Problem 403 or 409 in words */
  async cancel(run: string, person: Person): Promise<SeenRun> {
    const job = this.jobs.get(run);
    if (!job) {
      const { status } = this.seen(await this.stored(run));
      throw new Problem(409, `The run does not run any more: it is ${status}.`);
    }
    if (job.stored.person !== person.login && !person.roles.includes('operator')) {
      throw new Problem(403, `The run is that of ${job.stored.person}: an operator can stop it.`);
    }
    job.controller.abort(CANCELLED);
    await job.ended;
    return this.get(run);
  }

  /** What came of a run that is done. @throws Problem 404, 409 or 410 in words */
  async result(run: string): Promise<RunRecord> {
    const stored = await this.stored(run);
    const seen = this.seen(stored);
    if (seen.status === 'expired') {
      throw new Problem(
        410,
        `The result was kept until ${new Date(stored.keptUntil).toISOString()}. Its record is still there.`
      );
    }
    if (seen.status === 'altered') {
      throw new Problem(409, 'The record of the run in ClickHouse was altered: it is not the one that girok signed.');
    }
    const record = stored.status === 'done' ? this.recordOf(stored) : undefined;
    if (!record) {
      throw new Problem(409, `There is no result: the run is ${seen.status}.`);
    }
    return record;
  }

  /** Some rows of a result, as lines of JSON. */
  async page(run: string, offset: number, limit: number): Promise<{ record: RunRecord; lines: string[] }> {
    const record = await this.result(run);
    const lines = await resultPage(this.context.client, run, offset, limit);
    if (lines.length !== Math.max(0, Math.min(limit, record.rows - offset))) {
      throw new Problem(409, 'Rows of the stored result are missing: somebody has deleted them. Run the query again.');
    }
    return { record, lines };
  }

  /** Ends every run, and waits until that is stored. */
  async close(): Promise<void> {
    this.closing = true;
    const jobs = [...this.jobs.values()];
    jobs.forEach(({ controller }) =>
      controller.abort(new Problem(503, 'girok was stopped during the run. Run it again.'))
    );
    await Promise.all(jobs.map(({ ended }) => ended));
  }

  /** When the run has ended, however. */
  async ended(run: string): Promise<SeenRun> {
    const job = this.jobs.get(run);
    await job?.ended;
    return this.get(run).catch((error: unknown) => {
      if (!job) {
        throw error;
      }
      // ClickHouse is away: what was found out stands here alone
      return { ...this.seen(job.stored), status: job.stored.status };
    });
  }

  private newJob({ run, purpose }: RunRequest, { query }: QueryVersion, person: Person): Job {
    const now = Date.now();
    return {
      stored: {
        run,
        status: 'running',
        query: query.id,
        version: query.version,
        person: person.login,
        purpose,
        startedAt: now,
        finishedAt: null,
        rows: 0,
        resultSha256: '',
        problem: '',
        keptUntil: now + this.context.limits.resultMs,
        record: '',
        keyId: '',
        signature: '',
      },
      controller: new AbortController(),
      progress: { step: 'waiting', readRows: null, totalRows: null, rows: 0, seconds: 0 },
      begun: performance.now(),
      ended: Promise.resolve(),
    };
  }

  private async finish(
    job: Job,
    version: QueryVersion,
    sql: string,
    parameters: Record<string, string | number>,
    person: Person
  ): Promise<void> {
    const { stored } = job;
    const { versions } = this.context.catalogue;
    const outcome = await this.execute(job, version, sql, parameters).catch((error: unknown) => problemOf(error, job));
    const record: RunRecord = {
      v: 1,
      run: stored.run,
      query: stored.query,
      version: stored.version,
      sha256: version.sha256,
      sql,
      parameters,
      person: { uid: person.uid, login: person.login },
      purpose: stored.purpose,
      startedAt: new Date(stored.startedAt).toISOString(),
      finishedAt: new Date(Math.max(Date.now(), stored.startedAt)).toISOString(),
      database: this.context.database,
      versions,
      ...outcome,
    };
    try {
      await this.recordEnd(record, person);
      await this.keep(stored, record);
    } catch (error) {
      // a result that the audit log does not know of is not given to anybody
      const unkept = error instanceof Problem ? error.message : 'ClickHouse could not keep that the run has ended.';
      const problem = record.status === 'failed' ? record.problem : unkept;
      const failed: RunRecord = { ...record, status: 'failed', rows: 0, resultSha256: '', problem };
      await this.persistently(stored, failed);
    }
  }

  private async execute(
    job: Job,
    { query }: QueryVersion,
    sql: string,
    parameters: Record<string, string | number>
  ): Promise<Pick<RunRecord, 'status' | 'rows' | 'resultSha256' | 'server' | 'problem'>> {
    const { client, reader, limits } = this.context;
    const { stored, controller, progress } = job;
    const queryId = `girok-run-${stored.run}`;
    progress.step = 'reading';
    const [{ server }] = await askRows<{ server: string }>(reader, 'SELECT version() AS server');
    const looking = setInterval(() => void this.look(job, queryId), LOOK_MS);
    try {
      const answer = await executeQuery(reader, {
        sql,
        parameters,
        maxRows: query.limits.rows,
        limits,
        comment: {
          user: stored.person,
          query: `${query.id}@${query.version}`,
          purpose: stored.purpose,
          run: stored.run,
        },
        queryId,
        signal: controller.signal,
      });
      progress.step = 'storing';
      const { rows, sha256 } = await storeResult(client, stored.run, stored.keptUntil, inPieces(answer), (done) => {
        progress.rows = done;
        controller.signal.throwIfAborted();
      });
      controller.signal.throwIfAborted();
      return { status: 'done', rows, resultSha256: sha256, server, problem: '' };
    } finally {
      clearInterval(looking);
    }
  }

  /** How far ClickHouse is, where it says. */
  private async look({ progress }: Job, queryId: string): Promise<void> {
    try {
      const [found] = await askRows<{ readRows: number; totalRows: number }>(
        this.context.reader,
        'SELECT read_rows AS readRows, total_rows_approx AS totalRows FROM system.processes WHERE query_id = {id:String}',
        { id: queryId }
      );
      if (found) {
        [progress.readRows, progress.totalRows] = [found.readRows, Math.max(found.totalRows, found.readRows)];
      }
    } catch {
      // the run itself says what is wrong
    }
  }

  private recordEnd(record: RunRecord, person: Person): Promise<void> {
    return this.context.recordAccess({
      name: `run.${record.status}`,
      action: 'RUN',
      person,
      target: `${record.query}@${record.version}`,
      targetType: 'saved query',
      outcome: record.status === 'done' ? 'success' : 'failure',
      reason: record.status === 'done' ? record.purpose : record.problem,
      more: {
        'girok.run.id': record.run,
        'girok.result.rows': String(record.rows),
        'girok.result.sha256': record.resultSha256,
      },
    });
  }

  private async keep(stored: StoredRun, record: RunRecord): Promise<void> {
    const { text, keyId, signature } = signRecord(record, this.context.key);
    const ended: StoredRun = {
      ...stored,
      status: record.status,
      finishedAt: Date.parse(record.finishedAt),
      rows: record.rows,
      resultSha256: record.resultSha256,
      problem: record.problem,
      record: text,
      keyId,
      signature,
    };
    await storeRun(this.context.client, ended);
    Object.assign(stored, ended);
  }

  /** ClickHouse may be away: what was found out stands in memory until it takes it, or girok ends. */
  private async persistently(stored: StoredRun, record: RunRecord): Promise<void> {
    for (const [attempt, wait] of AGAIN_MS.entries()) {
      try {
        await this.keep(stored, record);
        return;
      } catch (error) {
        this.context.log.error(
          { run: stored.run, attempt, detail: String(error) },
          'cannot store that a run has ended'
        );
        if (this.closing) {
          return;
        }
        Object.assign(stored, {
          status: record.status,
          problem: record.problem,
          finishedAt: Date.parse(record.finishedAt),
        });
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  private async stored(run: string): Promise<StoredRun> {
    const found = await readRun(this.context.client, run);
    if (!found) {
      throw new Problem(404, 'There is no such run.');
    }
    return found;
  }

  private recordOf({ record, keyId, signature }: StoredRun): RunRecord | undefined {
    return readRunRecord({ text: record, keyId, signature }, this.context.trusted);
  }

  private seen(stored: StoredRun): SeenRun {
    const { record: _record, keyId: _keyId, signature: _signature, ...rest } = stored;
    const job = this.jobs.get(stored.run);
    const progress = job && stored.status === 'running' ? { ...job.progress, seconds: secondsSince(job.begun) } : null;
    return { ...rest, status: this.statusOf(stored, job !== undefined), progress };
  }

  private statusOf(stored: StoredRun, isOurs: boolean): SeenRun['status'] {
    if (stored.status === 'running') {
      return isOurs ? 'running' : 'interrupted';
    }
    if (isOurs) {
      return stored.status;
    }
    const record = this.recordOf(stored);
    const { run, status, query, version, person, purpose, rows, resultSha256 } = stored;
    const isSame =
      record !== undefined &&
      record.run === run &&
      record.status === status &&
      record.query === query &&
      record.version === version &&
      record.person.login === person &&
      record.purpose === purpose &&
      record.rows === rows &&
      record.resultSha256 === resultSha256;
    return !isSame ? 'altered' : status === 'done' && stored.keptUntil < Date.now() ? 'expired' : status;
  }
}

const MOST_LISTED = 200;

const secondsSince = (begun: number) => Math.round((performance.now() - begun) / 1000);

function problemOf(
  error: unknown,
  { controller }: Job
): Pick<RunRecord, 'status' | 'rows' | 'resultSha256' | 'server' | 'problem'> {
  const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
  const problem =
    reason instanceof Problem
      ? reason.message
      : `ClickHouse went away during the run. Nothing of the result is kept; run it again.`;
  return { status: reason === CANCELLED ? 'cancelled' : 'failed', rows: 0, resultSha256: '', server: '', problem };
}
