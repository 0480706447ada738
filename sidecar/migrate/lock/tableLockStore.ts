import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { readHolder, type Holder } from './holder';
import { type Claim, type LockStore } from './lockStore';
import { identifier, literal, sql, type Sql } from '../../../queries/sql';

const PREFIX = 'girok_migrations_lock_';
const TABLE_ALREADY_EXISTS = '57';
const UNKNOWN_TABLE = '60';

/**
 * The lock as tables, for a single server without Keeper: CREATE TABLE is atomic there, so the table named after a
 * fence is made by one runner only. Its comment says who made it and for how long, its rows are the signs of life.
 * The table of the last claim stays, so that fences never fall back.
 */
export class TableLockStore implements LockStore {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly database: string
  ) {}

  get highestFence(): Sql {
    return sql`(SELECT max(toUInt64OrZero(substring(name, ${literal(PREFIX.length + 1)}))) FROM system.tables
      WHERE database = ${literal(this.database)} AND startsWith(name, ${literal(PREFIX)}))`;
  }

  async newest(): Promise<Claim | undefined> {
    for (;;) {
      const [table] = await this.tables();
      if (!table) {
        return undefined;
      }
      try {
        return await this.read(table);
      } catch (error) {
        // taken over in between: there is a newer one
        if (!isCode(error, UNKNOWN_TABLE)) {
          throw error;
        }
      }
    }
  }

  async claim(fence: number, holder: Holder, leaseMs: number): Promise<boolean> {
    const comment = JSON.stringify({ ...holder, leaseMs });
    try {
      await this.run(sql`CREATE TABLE ${this.table(fence)} (
          Time DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
          Released Bool
        ) ENGINE = MergeTree ORDER BY Time COMMENT ${literal(comment)}`);
    } catch (error) {
      if (isCode(error, TABLE_ALREADY_EXISTS)) {
        return false;
      }
      throw error;
    }
    return true;
  }

  renew(fence: number): Promise<void> {
    return this.sign(fence, false);
  }

  release(fence: number): Promise<void> {
    return this.sign(fence, true);
  }

  async forgetBefore(fence: number): Promise<void> {
    for (const table of await this.tables()) {
      if (table.fence < fence) {
        await this.forget(table.fence);
      }
    }
  }

  async forget(fence: number): Promise<void> {
    await this.run(sql`DROP TABLE IF EXISTS ${this.table(fence)} SYNC`);
  }

  private sign(fence: number, released: boolean): Promise<void> {
    return this.run(sql`INSERT INTO ${this.table(fence)} (Released) SELECT ${literal(released)}`);
  }

  /** The tables of all claims, newest first. */
  private async tables(): Promise<Array<{ fence: number; comment: string; madeMsAgo: number }>> {
    const result = await this.client.query({
      query: sql`
        SELECT toUInt64OrZero(substring(name, ${literal(PREFIX.length + 1)})) AS fence, comment,
          toUnixTimestamp64Milli(now64(3)) - toUnixTimestamp(metadata_modification_time) * 1000 AS madeMsAgo
        FROM system.tables
        WHERE database = ${literal(this.database)} AND startsWith(name, ${literal(PREFIX)})
        ORDER BY fence DESC`.text,
      format: 'JSONEachRow',
    });
    const rows = await result.json<{ fence: string | number; comment: string; madeMsAgo: string | number }>();
    return rows.map((row) => ({ fence: Number(row.fence), comment: row.comment, madeMsAgo: Number(row.madeMsAgo) }));
  }

  private async read(table: { fence: number; comment: string; madeMsAgo: number }): Promise<Claim> {
    const result = await this.client.query({
      query: sql`
        SELECT count() AS signs, max(Released) AS released,
          toUnixTimestamp64Milli(now64(3)) - toUnixTimestamp64Milli(max(Time)) AS signedMsAgo,
          toString(now64(3, 'UTC') - toIntervalMillisecond(${literal(table.madeMsAgo)})) AS since
        FROM ${this.table(table.fence)}`.text,
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ signs: string; released: boolean | null; signedMsAgo: string; since: string }>();
    return {
      fence: table.fence,
      holder: readHolder(table.comment),
      leaseMs: readLease(table.comment),
      silentMs: Math.max(0, Number(row.signs) === 0 ? table.madeMsAgo : Number(row.signedMsAgo)),
      since: row.since,
      released: Boolean(row.released),
    };
  }

  private table(fence: number): Sql {
    return identifier(`${this.database}.${PREFIX}${fence}`);
  }

  private async run(statement: Sql): Promise<void> {
    await this.client.command({ query: statement.text });
  }
}

function readLease(comment: string): number {
  const match = /"leaseMs":(\d+)/.exec(comment);
  return match ? Number(match[1]) : 0;
}

const isCode = (error: unknown, code: string) => error instanceof ClickHouseError && error.code === code;
