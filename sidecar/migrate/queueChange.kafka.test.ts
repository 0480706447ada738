import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type ScratchKafkaPipeline, scratchKafkaPipeline } from '../../embedded/kafka/scratchKafkaPipeline';
import { committedOffsets } from '../kafka/offsets';
import { up } from './apply/up';
import { migrateUp } from './migrateUp';
import { StoppedWithQueues } from './queues/queueGuard';
import { MIGRATIONS, migrationSession } from './session';

let pipeline: ScratchKafkaPipeline;
beforeEach(async () => {
  pipeline = await scratchKafkaPipeline({ partitions: 2, blockMessages: 50 });
  // a merge would remove what was stored twice
  await pipeline.client.command({ query: 'SYSTEM STOP MERGES otel_audit_traces' });
});
afterEach(() => pipeline.close());

/** One span; its number is its id. */
function message(number: number): { value: string } {
  const id = number.toString(16).padStart(16, '0');
  const time = `${Date.now()}000000`;
  const span = {
    traceId: id.repeat(2),
    spanId: id,
    name: `n${number}`,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
  };
  return { value: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) };
}

/**
 * Produces before, while and after the work is done.
 * @param work may end the stream earlier: two threads read three queues in the embedded engine, and as long as there is
 *   always something to read one of them may wait for a minute
 */
async function flowing<T>(work: (end: () => void) => Promise<T>): Promise<T> {
  let sent = 0;
  let done = false;
  const some = async () => {
    await pipeline.produce(Array.from({ length: 10 }, (_, i) => message(sent + i)));
    sent += 10;
  };
  await some();
  const producing = (async () => {
    while (!done) {
      await some();
      // a steady stream and no flood: the queues have to keep up with it on any machine
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await some();
  })();
  const end = () => (done = true);
  try {
    return await work(end);
  } finally {
    end();
    await producing;
  }
}

/** Spans as they are stored, and as FINAL counts them. */
async function stored(): Promise<{ rows: number; spans: number }> {
  const result = await pipeline.client.query({
    query: `SELECT (SELECT count() FROM otel_audit_traces) AS rows, (SELECT count() FROM otel_audit_traces FINAL) AS spans`,
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ rows: string; spans: string }>();
  return { rows: Number(row.rows), spans: Number(row.spans) };
}

const produced = async () =>
  (await pipeline.admin.fetchTopicOffsets(pipeline.config.kafkaTopic)).reduce((sum, { high }) => sum + Number(high), 0);

test('while messages flow, queues are changed: no message is lost, none is stored twice, and the queues read again', async () => {
  const changed = { ...pipeline.config, kafkaBlockMessages: 40 };
  const result = await flowing((end) =>
    migrateUp(changed, {
      joinTimeoutMs: 150_000,
      report: (event) => event.type === 'queue' && event.state === 'joining' && end(),
    })
  );
  const partitions = { state: 'consuming', detail: '2 partitions' };
  expect(result.queues).toEqual([
    { queue: 'audit_logs_queue', ...partitions },
    { queue: 'audit_metrics_queue', ...partitions },
    { queue: 'audit_traces_queue', ...partitions },
  ]);
  await pipeline.caughtUp();
  const sent = await produced();
  expect(sent).toBeGreaterThan(20);
  expect(await stored()).toEqual({ rows: sent, spans: sent });
  const committed = await committedOffsets(
    pipeline.admin,
    pipeline.config.kafkaTracesGroup,
    pipeline.config.kafkaTopic
  );
  expect(committed.reduce((sum, { committed: offset }) => sum + (offset ?? 0), 0)).toBe(sent);
}, 300_000);

describe('a change that fails', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'girok-migrations-'));
    await cp(MIGRATIONS, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // the new queue reads already when its unit fails at the very end; a block that it had not committed is read again
  test('puts the old queue back, which goes on: no message is lost, and FINAL counts none twice', async () => {
    await appendFile(
      path.join(folder, 'queues/audit_traces_queue.sql'),
      '\nCREATE TABLE {{database:Identifier}}.broken AS {{database:Identifier}}.missing;\n'
    );
    const session = migrationSession(pipeline.config, folder);
    const error = await flowing(() => up(session).catch((reason: unknown) => reason));
    await session.close();
    expect(error).toBeInstanceOf(StoppedWithQueues);
    expect(String(error)).toContain('audit_traces_queue and its views are as they were before, and it goes on.');
    await pipeline.caughtUp();
    const sent = await produced();
    const { rows, spans } = await stored();
    expect(spans).toBe(sent);
    expect(rows).toBeGreaterThanOrEqual(sent);
  }, 300_000);

  test('in a migration that pauses the queue leaves nothing lost and nothing twice', async () => {
    await appendFile(
      path.join(folder, '20990101000000_broken.sql'),
      '-- @pauses audit_traces_queue\nCREATE TABLE IF NOT EXISTS {{database:Identifier}}.broken AS {{database:Identifier}}.missing;\n'
    );
    const session = migrationSession(pipeline.config, folder);
    const error = await flowing(() => up(session).catch((reason: unknown) => reason));
    await session.close();
    expect(error).toBeInstanceOf(StoppedWithQueues);
    await pipeline.caughtUp();
    const sent = await produced();
    expect(await stored()).toEqual({ rows: sent, spans: sent });
  }, 300_000);
});
