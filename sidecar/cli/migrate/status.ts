import { Command } from 'commander';

import { type Action, asJson, withSession } from './action';
import { thisProcess } from '../../migrate/lock/holder';
import { type ClaimState, describeClaim, existingLockStore, stateOf } from '../../migrate/lock/lock';
import { type Claim } from '../../migrate/lock/lockStore';
import { formatPeriod } from '../../migrate/period';
import { type Plan } from '../../migrate/plan';
import { type RetentionPlan } from '../../migrate/retention/planRetention';
import { type MigrationSession } from '../../migrate/session';
import { EXIT, paint, print, table } from '../output';

interface LockStatus {
  state: ClaimState;
  claim: Claim | undefined;
}

const status: Action<object> = async (session, { json }) => {
  const lock = await lockStatus(session);
  if (!json && lock.state !== 'free') {
    print(lockText(lock));
  }
  const plan = await session.plan();
  print(json ? asJson(statusJson(plan, lock)) : statusText(plan, lock));
  return plan.pending.length === 0 ? EXIT.ok : EXIT.pending;
};

async function lockStatus({ client, config }: MigrationSession): Promise<LockStatus> {
  const claim = await (await existingLockStore(client, config.database)).newest();
  return { claim, state: stateOf(claim, await thisProcess()) };
}

const lockText = ({ claim, state }: LockStatus) =>
  claim
    ? paint('yellow', `${describeClaim(claim)}${state === 'stale' ? '; it is dead, the next run takes over' : ''}.`) +
      '\n'
    : '';

function statusText({ migrations, retention, queues }: Plan, lock: LockStatus): string {
  const rows = [
    ...migrations.map((m) => [m.id, m.state, `${m.done}/${m.of}`, m.lastTime ?? '']),
    ...retention.map((r) => [r.id, retentionState(r), '', '']),
    ...queues.map((q) => [q.queue, q.why ? `pending: ${q.why}` : 'applied', '', q.whole?.time ?? '']),
  ];
  // what a runner is doing right now looks like something that was interrupted
  const troubles = (lock.state === 'held' ? [] : migrations).flatMap(({ id, trouble }) =>
    trouble ? [`${id}: ${trouble}`] : []
  );
  return [table(['what', 'state', 'done', 'last change (UTC)'], rows), ...troubles].join('\n');
}

function retentionState({ before, after, statements, ownTtl }: RetentionPlan): string {
  if (ownTtl !== undefined) {
    return `left alone, its TTL is not of girok's form: ${ownTtl}`;
  }
  if (statements.length === 0) {
    return formatPeriod(after);
  }
  return `pending: ${before ? formatPeriod(before) : 'for ever'} → ${formatPeriod(after)}`;
}

const statusJson = ({ migrations, retention, queues }: Plan, { claim, state }: LockStatus) => ({
  lock: { state, ...claim },
  migrations,
  retention: retention.map(({ table: name, before, after, statements, ownTtl }) => ({
    table: name,
    before,
    after,
    ownTtl,
    pending: statements.length > 0,
  })),
  queues: queues.map(({ queue, why, whole }) => ({ queue, pending: why !== undefined, why, lastTime: whole?.time })),
});

/** `girok migrate status`. */
export const statusCommand = () =>
  new Command('status')
    .description(
      'Show which migrations are applied, how long rows are kept, which queues are current, who holds the lock'
    )
    .action(withSession(status));
