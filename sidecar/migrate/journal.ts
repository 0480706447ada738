import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { type Effect } from './effect';
import { describeHolder } from './lock/holder';
import { type Lock, LockLost } from './lock/lock';
import { persistently } from './persistently';
import { MigrationRefused } from './refused';
import { type Cluster, onCluster, ownEngine, ownSettings } from './topology';
import { identifier, join, literal, sql, type Sql } from '../../queries/sql';

/**
 * started: the intent, written before a statement is sent. waiting: the server took it, its mutations go on. done,
 * failed: the outcome. interrupted: nobody knows the outcome. restored: what stood before a queue unit is back.
 * again, removed: decisions of `girok migrate repair`.
 */
export type JournalEvent = 'started' | 'waiting' | 'interrupted' | 'failed' | 'done' | 'restored' | 'again' | 'removed';

/** The position of what concerns a migration as a whole and not one of its statements. */
export const WHOLE = 0;

export interface JournalRecord {
  /** Id of a versioned migration, or name of a unit: a queue, `retention <table>`. */
  migration: string;
  /** Position in the migration, from 1; WHOLE for the migration itself. */
  statement: number;
  /** How many statements the migration has. */
  statements: number;
  event: JournalEvent;
  description: string;
  effect?: Effect;
  /** SHA-256 of the template file, and of the one statement in it. */
  templateHash?: string;
  statementHash?: string;
  /** SHA-256 of the rendered text with secrets hidden. */
  renderedHash?: string;
  queryId?: string;
  durationMs?: number;
  error?: string;
  /** JSON: mutations that are waited for, the definitions saved before a queue was paused, who decided a repair. */
  details?: string;
}

/** The newest thing that the journal knows of one statement. */
export interface JournalEntry {
  migration: string;
  statement: number;
  statements: number;
  event: JournalEvent;
  templateHash: string;
  statementHash: string;
  renderedHash: string;
  queryId: string;
  error: string;
  details: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.mmm` */
  time: string;
  /** Rises with each row of the journal, whatever the clocks do. */
  sequence: number;
}

const TABLE = 'girok_migrations';
const LOST = 'girok: the migration lock is lost';
/** Definitions that are saved in a row can be longer than the server's 256 KiB for one statement. Bytes. */
const MAX_STATEMENT = 16 * 1024 ** 2;

const COLUMNS = {
  Sequence: 'UInt64',
  Time: "DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')",
  Migration: 'String',
  Statement: 'UInt16',
  Statements: 'UInt16',
  Event: 'LowCardinality(String)',
  Description: 'String',
  Effect: 'LowCardinality(String)',
  TemplateHash: 'String',
  StatementHash: 'String',
  RenderedHash: 'String',
  QueryId: 'String',
  DurationMs: 'UInt64',
  Error: 'String',
  Details: 'String',
  Fence: 'UInt64',
  Runner: 'String',
  ServerVersion: 'String DEFAULT version()',
};

/** The statement-level journal of migrations: rows are only ever added. */
export class Journal {
  private readonly table: Sql;
  private held: Row[] = [];
  private numbering: { lock: Lock; last: number } | undefined;

  constructor(
    private readonly client: ClickHouseClient,
    private readonly database: string,
    private readonly cluster?: Cluster
  ) {
    this.table = identifier(`${database}.${TABLE}`);
  }

  /** Makes the table where it is missing. */
  async create(): Promise<void> {
    await this.client.command({ query: this.createStatement() });
  }

  /** What makes the table. */
  createStatement(): string {
    const name = this.table.text + onCluster(this.cluster).text;
    const columns = Object.entries(COLUMNS).map(([column, type]) => `${column} ${type}`);
    const engine = ownEngine(this.database, TABLE, this.cluster).text;
    return `CREATE TABLE IF NOT EXISTS ${name} (${columns.join(', ')}) ENGINE = ${engine} ORDER BY (Migration, Statement, Sequence)`;
  }

  /**
   * Newest entry of each statement, in order of migration and position. Empty when there is no journal yet.
   * @throws MigrationRefused for a journal of a version that kept another one
   */
  async read(): Promise<JournalEntry[]> {
    const columns = await this.rows<{ name: string }>(
      sql`SELECT name FROM system.columns WHERE database = ${literal(this.database)} AND table = ${literal(TABLE)}`
    );
    if (columns.length === 0) {
      return [];
    }
    const missing = Object.keys(COLUMNS).filter((name) => !columns.some((column) => column.name === name));
    if (missing.length > 0) {
      throw new MigrationRefused(
        `${this.database}.${TABLE} is the journal of another version of girok: it has no column ${missing[0]}.\n` +
          `  If that was an older one: DROP TABLE ${this.database}.${TABLE}, then \`girok migrate baseline\`.`
      );
    }
    const rows = await this.rows<Record<keyof JournalEntry, string>>(sql`
      SELECT Migration AS migration, Statement AS statement, argMax(Statements, Sequence) AS statements,
        argMax(Event, Sequence) AS event, argMax(TemplateHash, Sequence) AS templateHash,
        argMax(StatementHash, Sequence) AS statementHash, argMax(RenderedHash, Sequence) AS renderedHash,
        argMax(QueryId, Sequence) AS queryId, argMax(Error, Sequence) AS error, argMax(Details, Sequence) AS details,
        toString(argMax(Time, Sequence)) AS time, max(Sequence) AS sequence
      FROM ${this.table} GROUP BY Migration, Statement ORDER BY Migration, Statement`);
    return rows.map((row) => ({
      ...row,
      event: row.event as JournalEvent,
      statement: Number(row.statement),
      statements: Number(row.statements),
      sequence: Number(row.sequence),
    }));
  }

  /**
   * Appends one record, and those that were held, if the lock is still held at that moment. They are stored when the
   * promise resolves; an answer that is lost on the way is asked for again, which may store the same rows twice and
   * changes nothing.
   * @throws LockLost
   */
  async write(lock: Lock, record: JournalRecord): Promise<void> {
    await this.hold(lock, record);
    await this.flush(lock);
  }

  /** Keeps a record for the next write, to save a round trip. Only for what may be lost: that a repeatable statement is done. */
  async hold(lock: Lock, record: JournalRecord): Promise<void> {
    const sequence = await this.next(lock);
    this.held.push({ Sequence: sequence, ...rowOf(lock, record) });
  }

  /** Writes what is held. @throws LockLost */
  async flush(lock: Lock): Promise<void> {
    const rows = this.held.splice(0);
    if (rows.length > 0) {
      await persistently(() => this.append(lock, rows));
    }
  }

  private async append(lock: Lock, rows: Row[]): Promise<void> {
    const columns = Object.keys(rows[0]);
    const tuples = rows.map((row) => sql`tuple(${join(Object.values(row).map(literal))})`);
    const values = columns.map((_, i) => sql`row.${literal(i + 1)}`);
    try {
      await this.client.command({
        query: sql`INSERT INTO ${this.table} (${join(columns.map(identifier))}) SELECT ${join(values)}
          FROM (SELECT arrayJoin([${join(tuples)}]) AS row, throwIf(NOT (${lock.isHeld}), ${literal(LOST)}) AS lost)
          WHERE lost = 0`.text,
        clickhouse_settings: { ...ownSettings(this.cluster), max_query_size: String(MAX_STATEMENT) },
      });
    } catch (error) {
      if (error instanceof ClickHouseError && error.message.includes(LOST)) {
        throw new LockLost();
      }
      throw error;
    }
  }

  /** Rows are numbered on from the last one: as long as the lock is held, nobody else writes here. */
  private async next(lock: Lock): Promise<number> {
    if (this.numbering?.lock !== lock) {
      const [row] = await this.rows<{ last: string }>(sql`SELECT max(Sequence) AS last FROM ${this.table}`);
      this.numbering = { lock, last: Number(row.last) };
      this.held = [];
    }
    return ++this.numbering.last;
  }

  private async rows<T>(query: Sql): Promise<T[]> {
    const settings = ownSettings(this.cluster);
    const result = await this.client.query({
      query: query.text,
      format: 'JSONEachRow',
      clickhouse_settings: settings,
    });
    return result.json<T>();
  }
}

type Row = Record<string, string | number>;

const rowOf = (lock: Lock, record: JournalRecord): Row => ({
  Migration: record.migration,
  Statement: record.statement,
  Statements: record.statements,
  Event: record.event,
  Description: record.description,
  Effect: record.effect ?? '',
  TemplateHash: record.templateHash ?? '',
  StatementHash: record.statementHash ?? '',
  RenderedHash: record.renderedHash ?? '',
  QueryId: record.queryId ?? '',
  DurationMs: Math.round(record.durationMs ?? 0),
  Error: record.error ?? '',
  Details: record.details ?? '',
  Fence: lock.fence,
  Runner: describeHolder(lock.holder),
});
