import { identifier, sql } from '../../../queries/sql';
import { mayGoOn, type RunContext } from '../apply/runContext';
import { type JournalEvent, WHOLE } from '../journal';
import { LockLost } from '../lock/lock';
import { persistently } from '../persistently';
import { onCluster, statementSettings } from '../topology';
import { type QueuePlan } from './planQueues';
import { readQueue } from './readQueue';
import { restoreStatements } from './restoreStatements';
import { readSaved, type SavedQueue } from './savedQueue';

/** A run that has stopped, and what became of the queues that it had paused. */
export class StoppedWithQueues extends Error {
  readonly name = 'StoppedWithQueues';

  constructor(cause: unknown, aftermath: string[]) {
    super([cause instanceof Error ? cause.message : String(cause), ...aftermath].join('\n'), { cause });
  }
}

/**
 * Sees to it that no queue stays paused. What stood before a change is kept here and in the journal; if the run fails
 * before the change is done, it is put back. A runner that was killed leaves it to the next: its journal has what is needed.
 */
export class QueueGuard {
  private readonly open = new Map<string, SavedQueue>();

  constructor(
    private readonly context: RunContext,
    private readonly plans: QueuePlan[]
  ) {}

  /** Stops a queue before a migration changes what stands behind it. Its consumer group keeps the offsets. */
  async pause(queue: string): Promise<void> {
    await this.begin(queue);
    await mayGoOn(this.context);
    const { database, cluster } = this.context.config;
    const name = sql`${identifier(`${database}.${queue}`)}${onCluster(cluster)}`;
    await runPersistently(this.context, sql`DROP TABLE IF EXISTS ${name} SYNC`.text);
  }

  /** Keeps what stands now, before the statements of a unit change it. */
  async begin(queue: string): Promise<void> {
    if (this.open.has(queue)) {
      return;
    }
    const plan = this.planOf(queue);
    // an earlier run that was killed has saved what stood before it: that is what is to be put back, not its ruins
    const saved = readSaved(plan.whole) ?? (await this.read(plan));
    await writeWhole(this.context, queue, 'started', { details: JSON.stringify(saved) });
    this.open.set(queue, saved);
    if (saved.queue) {
      this.context.report({ type: 'queue', queue, state: 'paused', detail: plan.why ?? '' });
    }
  }

  /** The unit is done: what stood before is history. */
  async done(queue: string): Promise<void> {
    await writeWhole(this.context, queue, 'done', { renderedHash: this.planOf(queue).hash });
    this.open.delete(queue);
  }

  /**
   * Puts back every queue whose change is not done.
   * @returns the error to throw: the given one, with what became of the queues
   */
  async putBack(cause: unknown): Promise<unknown> {
    if (cause instanceof LockLost || this.open.size === 0) {
      return cause; // the runner that has the lock now knows from the journal what to do
    }
    const aftermath: string[] = [];
    for (const [queue, saved] of [...this.open].reverse()) {
      aftermath.push(await this.restore(queue, saved));
    }
    return new StoppedWithQueues(cause, aftermath);
  }

  private async restore(queue: string, saved: SavedQueue): Promise<string> {
    try {
      await restoreQueue(this.context, queue, this.planOf(queue).views, saved);
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim() : String(error);
      this.context.report({ type: 'queue', queue, state: 'not restored', detail: reason });
      return (
        `${queue} could not be put back: ${reason}\n` +
        '  It stands still; its messages wait in Kafka. `girok migrate up` finishes the change, `girok migrate repair` puts back what stood before.'
      );
    }
    const detail = saved.queue ? 'what stood before is back' : 'there was none before';
    this.context.report({ type: 'queue', queue, state: 'restored', detail });
    return saved.queue
      ? `${queue} and its views are as they were before, and it goes on.`
      : `${queue} did not exist before; what had been made of it is removed.`;
  }

  private read(plan: QueuePlan): Promise<SavedQueue> {
    return readQueue(this.context.client, this.context.config.database, plan.queue, plan.views);
  }

  private planOf(queue: string): QueuePlan {
    const plan = this.plans.find((candidate) => candidate.queue === queue);
    if (!plan) {
      throw new Error(`There is no unit of the queue ${queue}.`);
    }
    return plan;
  }
}

/**
 * Puts back a queue and its views as they were saved, and records it.
 * @param views that the change may have made
 * @throws ClickHouse's error, LockLost
 */
export async function restoreQueue(
  context: Pick<RunContext, 'client' | 'statementClient' | 'config' | 'journal' | 'lock'>,
  queue: string,
  views: string[],
  saved: SavedQueue
): Promise<void> {
  const { database, cluster } = context.config;
  const now = await persistently(() => readQueue(context.client, database, queue, views));
  for (const statement of restoreStatements(database, queue, saved, now, views, cluster)) {
    await context.lock.check();
    await runPersistently(context, statement);
  }
  await writeWhole(context, queue, 'restored');
}

async function runPersistently(
  { statementClient, config }: Pick<RunContext, 'statementClient' | 'config'>,
  query: string
): Promise<void> {
  await persistently(() => statementClient.command({ query, clickhouse_settings: statementSettings(config.cluster) }));
}

async function writeWhole(
  { journal, lock }: Pick<RunContext, 'journal' | 'lock'>,
  queue: string,
  event: JournalEvent,
  more: { renderedHash?: string; details?: string } = {}
): Promise<void> {
  await journal.write(lock, {
    migration: queue,
    statement: WHOLE,
    statements: 0,
    event,
    description: `queue ${queue}`,
    ...more,
  });
}
