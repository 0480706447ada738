import { literal, sql } from '../../../queries/sql';
import { thisProcess } from '../../migrate/lock/holder';
import { KeeperLockStore } from '../../migrate/lock/keeperLockStore';
import { type ClaimState, describeClaim, stateOf } from '../../migrate/lock/lock';
import { type Claim } from '../../migrate/lock/lockStore';
import { TableLockStore } from '../../migrate/lock/tableLockStore';
import { check } from '../check';
import { type DoctorContext } from '../context';
import { ok, type Verdict, warning } from '../verdict';

export interface LockFacts {
  state: ClaimState;
  /** Who holds it, or held it last. */
  claim?: Claim;
}

export function judgeLock({ state, claim }: LockFacts): Verdict[] {
  if (!claim || state === 'free') {
    return [ok('nobody is migrating')];
  }
  return state === 'held'
    ? [warning(describeClaim(claim), 'Wait until it has ended; girok migrate status shows how far it is.')]
    : [
        warning(
          `${describeClaim(claim)}; it is dead`,
          'Run girok migrate up: it takes the lock over and goes on where that one stopped.'
        ),
      ];
}

export const lock = check<LockFacts>({
  area: 'Migrations',
  name: 'lock',
  needs: ['ClickHouse', 'database'],
  probe: async (context) => {
    const claim = await newestClaim(context);
    return { state: stateOf(claim, await thisProcess()), claim };
  },
  judge: judgeLock,
});

/** Looks where the lock is and, unlike a runner, makes no place for it. */
async function newestClaim({ client, config, ask }: DoctorContext): Promise<Claim | undefined> {
  const inKeeper = await ask(sql`
    SELECT 1 FROM system.tables
    WHERE database = ${literal(config.database)} AND name = 'girok_migrations_lock' AND engine = 'KeeperMap'`);
  const store =
    inKeeper.length > 0
      ? await KeeperLockStore.open(client, config.database)
      : new TableLockStore(client, config.database);
  return store?.newest();
}
