import { type Session } from 'chdb';

import { EngineLane } from './engineLane';
import { type EngineJob, type EngineStats } from './engineMessages';
import { ClickHouseException } from './exception';
import { literal } from './sessionSetup';

/** Reads and writes have threads of their own, so that long SELECTs never hold back an INSERT, nor the other way round. */
type LaneKind = 'read' | 'write';

interface LaneLimits {
  /** Statements of this kind at once; a thread is started when first needed. */
  threads: number;
  /** Statements that may wait for a thread; the next one is refused. */
  waiting: number;
}

export interface EngineStatement {
  kind: LaneKind;
  job: EngineJob;
  /** The `log_comment` of its session: how the statement is found when it has to be killed. */
  tag: string;
  /** Longest it may run. */
  seconds: number;
  signal: AbortSignal;
}

/** How often a statement that does not stop is killed again: a KILL that came before the statement began found nothing. */
const KILL_EVERY_MS = 200;
/** The engine stops at `max_execution_time` itself; this much later it is killed, whatever its SETTINGS clause says. */
const GRACE_SECONDS = 5;

interface Pool extends LaneLimits {
  idle: EngineLane[];
  started: number;
  queue: Array<{ resolve(lane: EngineLane): void; reject(error: unknown): void }>;
}

/** The engine's threads, shared out to statements in order of arrival. */
export class EngineLanes {
  private readonly pools: Record<LaneKind, Pool>;
  private running = 0;
  private whenIdle: () => void = () => {};
  private control: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly enginePath: string,
    /** Opened first and closed last: it keeps the engine alive between requests, and kills statements. */
    private readonly controlSession: Session,
    limits: Record<LaneKind, LaneLimits>
  ) {
    const pool = (limit: LaneLimits): Pool => ({ ...limit, idle: [], started: 0, queue: [] });
    this.pools = { read: pool(limits.read), write: pool(limits.write) };
    for (const warm of Object.values(this.pools)) {
      warm.started = 1; // a thread takes 0.1 s to start, which the first statement should not wait for
      warm.idle.push(new EngineLane(enginePath));
    }
  }

  /**
   * Runs a statement and yields its result. Aborting the signal or leaving the loop kills the statement in the engine.
   * @throws ClickHouseException of the engine; TOO_MANY_SIMULTANEOUS_QUERIES when the queue is full;
   *   QUERY_WAS_CANCELLED after an abort; TIMEOUT_EXCEEDED past its time
   */
  async *run(statement: EngineStatement): AsyncGenerator<Uint8Array, EngineStats, void> {
    const lane = await this.acquire(statement);
    const result = lane.run(statement.job);
    let killing: NodeJS.Timeout | undefined;
    let timedOut = false;
    let ended = false;
    const kill = () => {
      if (!ended && !killing) {
        lane.flagCancelled();
        this.kill(statement.tag);
        killing = setInterval(() => this.kill(statement.tag), KILL_EVERY_MS);
      }
    };
    const allowedMs = (statement.seconds + GRACE_SECONDS) * 1000;
    const watchdog = setTimeout(() => {
      timedOut = true;
      kill();
    }, allowedMs);
    statement.signal.addEventListener('abort', kill);
    try {
      if (statement.signal.aborted) {
        throw cancelled();
      }
      for (;;) {
        const step = await result.next();
        if (step.done) {
          ended = true;
          return step.value;
        }
        yield step.value;
      }
    } catch (error) {
      ended = true;
      throw timedOut ? tooLong(statement.seconds) : error;
    } finally {
      if (!ended) {
        kill();
        await drain(result);
      }
      clearTimeout(watchdog);
      clearInterval(killing);
      statement.signal.removeEventListener('abort', kill);
      this.release(statement.kind, lane);
    }
  }

  /** Resolves once nothing is running or waiting. */
  async drained(): Promise<void> {
    while (this.running > 0 || Object.values(this.pools).some((pool) => pool.queue.length > 0)) {
      await new Promise<void>((resolve) => (this.whenIdle = resolve));
    }
    await this.control;
  }

  private acquire({ kind, signal }: EngineStatement): Promise<EngineLane> {
    const pool = this.pools[kind];
    const idle = pool.idle.pop();
    if (idle || pool.started < pool.threads) {
      const lane = idle ?? new EngineLane(this.enginePath);
      pool.started += idle ? 0 : 1;
      this.running++;
      return Promise.resolve(lane);
    }
    if (pool.queue.length >= pool.waiting) {
      const what = `Too many simultaneous queries. ${pool.threads} run and ${pool.waiting} wait already: try again later`;
      return Promise.reject(ClickHouseException.of('TOO_MANY_SIMULTANEOUS_QUERIES', what));
    }
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      pool.queue.push(waiter);
      signal.addEventListener('abort', () => {
        const at = pool.queue.indexOf(waiter);
        if (at >= 0) {
          pool.queue.splice(at, 1);
          reject(cancelled());
          this.whenIdle();
        }
      });
    });
  }

  private release(kind: LaneKind, lane: EngineLane): void {
    const pool = this.pools[kind];
    const next = pool.queue.shift();
    const usable = lane.dead ? undefined : lane;
    if (next) {
      next.resolve(usable ?? new EngineLane(this.enginePath));
      return;
    }
    this.running--;
    if (usable) {
      pool.idle.push(usable);
    } else {
      pool.started--;
    }
    this.whenIdle();
  }

  private kill(tag: string): void {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = ${literal(tag)} ASYNC`;
    const run = () => this.controlSession.queryAsync(sql, { format: 'Null' });
    this.control = this.control.then(run, run).catch(() => undefined);
  }
}

async function drain(result: AsyncGenerator<unknown>): Promise<void> {
  try {
    while (!(await result.next()).done) {
      // Rows that nobody wants any more.
    }
  } catch {
    // The statement has been killed, as intended.
  }
}

const cancelled = () =>
  ClickHouseException.of(
    'QUERY_WAS_CANCELLED',
    'Query was cancelled: the client went away, or the server is stopping.'
  );

const tooLong = (seconds: number) =>
  ClickHouseException.of('TIMEOUT_EXCEEDED', `Timeout exceeded: the statement was killed after ${seconds} seconds.`);
