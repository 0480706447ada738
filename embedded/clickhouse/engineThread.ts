import { Session } from 'chdb';
import { parentPort, workerData } from 'node:worker_threads';

import {
  type EngineJob,
  type EngineStats,
  type EngineThreadData,
  type FromEngineThread,
  type ToEngineThread,
} from './engineMessages';
import { ClickHouseException } from './exception';

/**
 * Runs statements one at a time, each in a session of its own (0.3 ms, measured): settings, parameters, the current
 * database and `readonly` then cannot reach the next statement. A thread of its own because chDB plans a streamed
 * query, scalar subqueries included, inside the calling thread.
 */
const { enginePath, cancelled } = workerData as EngineThreadData;
const port = parentPort!;

let wantsChunk: () => void = () => {};
port.on('message', (message: ToEngineThread) => {
  if (message.type === 'start') {
    void run(message.job).then(send);
  } else {
    wantsChunk();
  }
});

async function run(job: EngineJob): Promise<FromEngineThread> {
  const started = performance.now();
  const stats: EngineStats = { rowsRead: 0, bytesRead: 0, resultRows: 0, elapsedSeconds: 0 };
  let session: Session | undefined;
  try {
    session = new Session(enginePath);
    for (const statement of job.setup) {
      session.query(statement, 'Null');
    }
    stopIfCancelled();
    if (!job.streams || !(await streamed(session, job, stats))) {
      await whole(session, job, stats);
    }
    return { type: 'done', stats: { ...stats, elapsedSeconds: (performance.now() - started) / 1000 } };
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  } finally {
    session?.close();
  }
}

/** False when the engine does not stream this kind of statement, e.g. `WITH … INSERT`. */
async function streamed(session: Session, job: EngineJob, stats: EngineStats): Promise<boolean> {
  let stream;
  try {
    stream = session.queryStream(job.sql, { format: job.format });
  } catch (error) {
    if (/Streaming query is not supported/.test(String(error))) {
      return false;
    }
    throw error;
  }
  for await (const chunk of stream) {
    stats.resultRows += chunk.numRows;
    await give(chunk.raw());
  }
  return true;
}

async function whole(session: Session, job: EngineJob, stats: EngineStats): Promise<void> {
  const result = await session.queryAsync(job.sql, { format: job.format });
  stats.rowsRead = result.rowsRead;
  stats.bytesRead = result.bytesRead;
  const bytes = result.bytes();
  if (bytes.length > 0) {
    await give(bytes);
  }
}

/** Hands one chunk over and waits until the next is wanted, so that a slow client holds back the engine, not the memory. */
async function give(bytes: Uint8Array): Promise<void> {
  stopIfCancelled();
  const pulled = new Promise<void>((resolve) => (wantsChunk = resolve));
  const ownsItsMemory = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  port.postMessage(
    { type: 'chunk', bytes } satisfies FromEngineThread,
    ownsItsMemory ? [bytes.buffer as ArrayBuffer] : []
  );
  await pulled;
  stopIfCancelled();
}

function stopIfCancelled(): void {
  if (Atomics.load(cancelled, 0) === 1) {
    throw ClickHouseException.of('QUERY_WAS_CANCELLED', 'Query was cancelled.');
  }
}

function send(message: FromEngineThread): void {
  port.postMessage(message);
}
