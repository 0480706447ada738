import { saveDefinitions } from '../definitions';
import { type Effect } from '../effect';
import { WHOLE } from '../journal';
import { describeClaim, existingLockStore, refuseWhileHeld } from '../lock/lock';
import { withLock } from '../lock/withLock';
import { type Plan } from '../plan';
import { refuse, type Permissions } from './refusals';
import { mayGoOn, pause, type RunContext, type RunEvent } from './runContext';
import { runningBefore, runStatement } from './runStatement';
import { awaitConsumption, type Consumption } from '../queues/consumption';
import { QueueGuard } from '../queues/queueGuard';
import { partsLeftBehind } from '../retention/parts';
import { type RetentionPlan } from '../retention/planRetention';
import { type MigrationSession } from '../session';

export interface UpOptions extends Permissions {
  report?: (event: RunEvent) => void;
  /** Abort to stop: the statement that runs is finished, a paused queue is put back, the lock is given back. */
  stop?: AbortSignal;
  /** How long to wait for a new Kafka queue to be given partitions. Milliseconds; 0 does not wait. */
  joinTimeoutMs?: number;
  /** After this long without a sign of life another runner may take over. Milliseconds. */
  leaseMs?: number;
}

export interface UpSummary {
  statements: number;
  /** Every effect that was had, worst last. */
  effects: Effect[];
  /** Kafka queues that were made anew; empty when it was not waited for. */
  queues: Consumption[];
}

/** A queue rejoins after its predecessor's session has timed out, 6 s by default, and a rebalance. Milliseconds. */
export const JOIN_TIMEOUT_MS = 30_000;
const PREDECESSOR_POLL_MS = 200;

/**
 * Brings the database to the present files and configuration.
 * @throws MigrationRefused before anything is changed; LockHeld; StatementFailed, Interrupted, LockLost, and
 *   StoppedWithQueues around one of these when queues were put back
 */
export async function up(session: MigrationSession, options: UpOptions = {}): Promise<UpSummary> {
  const early = await session.plan();
  if (early.phases.length === 0) {
    return { statements: 0, effects: [], queues: [] };
  }
  // what another runner is doing right now looks like something that was interrupted
  await refuseWhileHeld(await existingLockStore(session.client, session.config.database));
  refuse(early, options);
  return withLock(
    session,
    async (lock) => {
      const context: RunContext = {
        ...session,
        lock,
        report: options.report ?? (() => {}),
        stop: options.stop ?? new AbortController().signal,
      };
      context.report(
        lock.takenFrom
          ? { type: 'lock', state: 'taken over', detail: `It was stale: ${describeClaim(lock.takenFrom)}` }
          : { type: 'lock', state: 'taken', detail: '' }
      );
      await waitForPredecessor(context);
      const plan = await session.plan();
      refuse(plan, options);
      await saveDefinitions(session.client, session.config, lock);
      return run(context, plan, options);
    },
    options.leaseMs
  );
}

async function run(context: RunContext, plan: Plan, options: UpOptions): Promise<UpSummary> {
  const guard = new QueueGuard(context, plan.queues);
  try {
    for (const phase of plan.phases) {
      switch (phase.kind) {
        case 'migration':
          for (const queue of phase.pauses) {
            await guard.pause(queue);
          }
          await runAll(context, phase.statements);
          break;
        case 'retention':
          await changeRetention(context, phase);
          break;
        case 'queue':
          await guard.begin(phase.queue);
          await runAll(context, phase.statements);
          await guard.done(phase.queue);
          break;
      }
    }
    await context.journal.flush(context.lock);
  } catch (error) {
    // if the server does not answer, what the journal lacks is only run again
    await context.journal.flush(context.lock).catch(() => undefined);
    throw await guard.putBack(error);
  }
  return {
    statements: plan.pending.length,
    effects: [...new Set(plan.pending.map(({ effect }) => effect))],
    queues: await confirmQueues(context, plan, options.joinTimeoutMs ?? JOIN_TIMEOUT_MS),
  };
}

async function runAll(context: RunContext, statements: Plan['pending']): Promise<void> {
  for (const statement of statements) {
    await runStatement(context, statement);
  }
}

/** @throws Error when parts keep their old expiry although ClickHouse says that it is done */
async function changeRetention(context: RunContext, plan: RetentionPlan): Promise<void> {
  const write = (event: 'started' | 'done') =>
    context.journal.write(context.lock, {
      migration: plan.id,
      statement: WHOLE,
      statements: plan.statements.length,
      event,
      description: plan.id,
    });
  await mayGoOn(context);
  await write('started');
  await runAll(context, plan.statements);
  const behind = await partsLeftBehind(context.client, context.config.database, plan);
  if (behind.length > 0) {
    throw new Error(
      `${plan.table}: ${behind.length} parts have not taken the new retention (${behind.slice(0, 3).join(', ')}, …).\n` +
        '  `girok migrate up` tries it again. system.parts, column delete_ttl_info_max, shows when each part expires.'
    );
  }
  await write('done');
}

/** A runner that was killed has left its last statement running on the server; two at once would not end well. */
async function waitForPredecessor(context: RunContext): Promise<void> {
  let told = false;
  for (;;) {
    const elapsed = await runningBefore(context.client, context.config.database);
    if (elapsed === undefined) {
      return;
    }
    if (!told) {
      const text = `A statement of an earlier runner still runs on the server, for ${Math.round(elapsed)} s now: waiting for it.`;
      context.report({ type: 'note', text });
      told = true;
    }
    await mayGoOn(context);
    await pause(PREDECESSOR_POLL_MS, context.stop);
  }
}

async function confirmQueues(context: RunContext, plan: Plan, timeoutMs: number): Promise<Consumption[]> {
  const { client, config, report, stop } = context;
  const made = plan.queues.filter(({ statements, engine }) => statements.length > 0 && engine === 'Kafka');
  if (timeoutMs === 0) {
    return [];
  }
  return Promise.all(
    made.map(async ({ queue }) => {
      report({ type: 'queue', queue, state: 'joining', detail: '' });
      const consumption = await awaitConsumption(client, config.database, queue, timeoutMs, stop, config.cluster);
      report({ type: 'queue', ...consumption });
      return consumption;
    })
  );
}
