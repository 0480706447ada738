import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { readHolder, type Holder } from './holder';
import { type Claim, type LockStore } from './lockStore';
import { identifier, literal, sql, type Sql } from '../../../queries/sql';

/** Name of its table. */
export const KEEPER_LOCK = 'girok_migrations_lock';

const KEEPER_EXCEPTION = '999';
/** UNKNOWN_STORAGE, NO_ELEMENTS_IN_CONFIG, NO_ZOOKEEPER, SUPPORT_IS_DISABLED: answers of a server without Keeper. */
const WITHOUT_KEEPER = ['56', '139', '225', '344'];
/** In the answer of a server whose configuration gives KeeperMap no place. */
const WITHOUT_PLACE = 'keeper_map_path_prefix';

/** What the lock sends where there is a Keeper: each change is one atomic operation in it (`keeper_map_strict_mode`). */
export class KeeperLockSql {
  private readonly table: Sql;

  constructor(private readonly database: string) {
    this.table = identifier(`${database}.${KEEPER_LOCK}`);
  }

  create(): Sql {
    return sql`CREATE TABLE IF NOT EXISTS ${this.table} (
        Fence UInt64,
        Holder String,
        LeaseMs UInt32,
        Since DateTime64(3, 'UTC'),
        Renewed DateTime64(3, 'UTC'),
        Released Bool
      ) ENGINE = KeeperMap(${literal(`/girok/${this.database}/migrations_lock`)}) PRIMARY KEY Fence`;
  }

  newest(): Sql {
    return sql`SELECT toUInt64(Fence) AS fence, Holder AS holder, LeaseMs AS leaseMs, toString(Since) AS since,
        Released AS released, toUnixTimestamp64Milli(now64(3)) - toUnixTimestamp64Milli(Renewed) AS silentMs
      FROM ${this.table} ORDER BY Fence DESC LIMIT 1`;
  }

  /** Fails when the fence is taken. */
  claim(fence: number, holder: Holder, leaseMs: number): Sql {
    return sql`INSERT INTO ${this.table} SETTINGS keeper_map_strict_mode = 1
      SELECT ${literal(fence)}, ${literal(JSON.stringify(holder))}, ${literal(leaseMs)}, now64(3, 'UTC'), now64(3, 'UTC'), false`;
  }

  renew(fence: number): Sql {
    return this.update(fence, sql`Renewed = now64(3, 'UTC')`);
  }

  release(fence: number): Sql {
    return this.update(fence, sql`Released = true`);
  }

  forgetBefore(fence: number): Sql {
    return sql`ALTER TABLE ${this.table} DELETE WHERE Fence < ${literal(fence)}`;
  }

  forget(fence: number): Sql {
    return sql`ALTER TABLE ${this.table} DELETE WHERE Fence = ${literal(fence)}`;
  }

  highestFence(): Sql {
    return sql`(SELECT max(Fence) FROM ${this.table})`;
  }

  private update(fence: number, assignment: Sql): Sql {
    return sql`ALTER TABLE ${this.table} UPDATE ${assignment} WHERE Fence = ${literal(fence)} SETTINGS keeper_map_strict_mode = 1`;
  }
}

/** The lock in a KeeperMap table: the same for every server of a cluster. */
export class KeeperLockStore implements LockStore {
  private readonly statements: KeeperLockSql;

  /** For a database that has the table already; see `open`. */
  constructor(
    private readonly client: ClickHouseClient,
    database: string
  ) {
    this.statements = new KeeperLockSql(database);
  }

  /**
   * Makes the table, or says by undefined that this server has no Keeper to make it in.
   * @throws ClickHouse's error when there is a Keeper and it does not answer: the other kind of lock would not see it
   */
  static async open(client: ClickHouseClient, database: string): Promise<KeeperLockStore | undefined> {
    try {
      await client.command({ query: new KeeperLockSql(database).create().text });
    } catch (error) {
      if (
        error instanceof ClickHouseError &&
        (WITHOUT_KEEPER.includes(error.code) || error.message.includes(WITHOUT_PLACE))
      ) {
        return undefined;
      }
      throw error;
    }
    return new KeeperLockStore(client, database);
  }

  get highestFence(): Sql {
    return this.statements.highestFence();
  }

  async newest(): Promise<Claim | undefined> {
    const result = await this.client.query({ query: this.statements.newest().text, format: 'JSONEachRow' });
    const [row] = await result.json<
      Record<'fence' | 'holder' | 'leaseMs' | 'since' | 'silentMs', string> & { released: boolean }
    >();
    return (
      row && {
        fence: Number(row.fence),
        holder: readHolder(row.holder),
        leaseMs: Number(row.leaseMs),
        silentMs: Math.max(0, Number(row.silentMs)),
        since: row.since,
        released: row.released,
      }
    );
  }

  async claim(fence: number, holder: Holder, leaseMs: number): Promise<boolean> {
    try {
      await this.run(this.statements.claim(fence, holder, leaseMs));
      return true;
    } catch (error) {
      if (error instanceof ClickHouseError && error.code === KEEPER_EXCEPTION && /exists/i.test(error.message)) {
        return false;
      }
      throw error;
    }
  }

  renew = (fence: number) => this.run(this.statements.renew(fence));
  release = (fence: number) => this.run(this.statements.release(fence));
  forget = (fence: number) => this.run(this.statements.forget(fence));
  forgetBefore = (fence: number) => this.run(this.statements.forgetBefore(fence));

  private async run(statement: Sql): Promise<void> {
    await this.client.command({ query: statement.text });
  }
}
