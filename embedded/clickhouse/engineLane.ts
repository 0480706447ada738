import path from 'node:path';
import { Worker } from 'node:worker_threads';

import {
  type EngineJob,
  type EngineStats,
  type EngineThreadData,
  type FromEngineThread,
  type ToEngineThread,
} from './engineMessages';
import { asClickHouseException, ClickHouseException } from './exception';

/** Compiles the thread's TypeScript: a worker does not inherit the loader of the process. */
const BOOTSTRAP = `const { loader, entry } = require('node:worker_threads').workerData; require(loader); require(entry);`;

/** One engine thread and the statement it is running. */
export class EngineLane {
  private readonly cancelled = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker: Worker;
  private answer: { resolve(message: FromEngineThread): void; reject(error: unknown): void } | undefined;
  /** Set once the thread has died; the lane is then of no more use. */
  dead: Error | undefined;

  constructor(enginePath: string) {
    const data: EngineThreadData = { enginePath, cancelled: this.cancelled };
    this.worker = new Worker(BOOTSTRAP, {
      eval: true,
      execArgv: [],
      workerData: { ...data, loader: require.resolve('tsx/cjs'), entry: path.join(__dirname, 'engineThread.ts') },
    });
    this.worker.on('message', (message: FromEngineThread) => this.settle((answer) => answer.resolve(message)));
    this.worker.on('error', (error) => this.die(error));
    this.worker.on('exit', (code) => this.die(new Error(`An engine thread ended with code ${code}`)));
  }

  /**
   * Runs one statement and yields its result in chunks of the engine's size, at most one ahead of the reader.
   * Returning early from the loop does not stop the engine: see EngineLanes, which kills and drains.
   */
  async *run(job: EngineJob): AsyncGenerator<Uint8Array, EngineStats, void> {
    Atomics.store(this.cancelled, 0, 0);
    let message = await this.ask({ type: 'start', job });
    while (message.type === 'chunk') {
      const { bytes } = message;
      const following = this.ask({ type: 'pull' });
      following.catch(() => undefined); // awaited below; must not count as unhandled while the reader is busy
      yield bytes;
      message = await following;
    }
    if (message.type === 'failed') {
      throw asClickHouseException(new Error(message.message));
    }
    return message.stats;
  }

  /** Makes the thread stop at the next chunk. */
  flagCancelled(): void {
    Atomics.store(this.cancelled, 0, 1);
  }

  private ask(message: ToEngineThread): Promise<FromEngineThread> {
    return new Promise((resolve, reject) => {
      if (this.dead) {
        reject(this.dead);
        return;
      }
      this.answer = { resolve, reject };
      this.worker.postMessage(message);
    });
  }

  private settle(how: (answer: NonNullable<EngineLane['answer']>) => void): void {
    const { answer } = this;
    this.answer = undefined;
    if (answer) {
      how(answer);
    }
  }

  private die(error: Error): void {
    this.dead ??= ClickHouseException.of('UNKNOWN_EXCEPTION', `${error.message}; the statement may have been executed`);
    this.settle((answer) => answer.reject(this.dead));
  }
}
