import { type ClickHouseClient } from '@clickhouse/client';

import { identifier } from '../../queries/sql';

export type JournalEvent = 'started' | 'done' | 'failed';

/** The newest thing that the journal knows of one statement. */
export interface JournalEntry {
  migration: string;
  /** Position in the migration, from 1. */
  statement: number;
  event: JournalEvent;
  templateHash: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.mmm` */
  time: string;
  error: string;
}

export interface JournalRecord extends Omit<JournalEntry, 'time' | 'error'> {
  statements: number;
  description: string;
  error?: string;
  durationMs?: number;
}

/** The statement-level journal of migrations: one row before and one after each statement, never changed. */
export class Journal {
  private readonly table: string;

  constructor(
    private readonly client: ClickHouseClient,
    private readonly database: string,
    private readonly runner: string
  ) {
    this.table = `${identifier(database).text}.girok_migrations`;
  }

  /** Makes the database and the journal's table. The only objects that are not made by a migration. */
  async create(): Promise<void> {
    await this.client.command({ query: `CREATE DATABASE IF NOT EXISTS ${identifier(this.database).text}` });
    await this.client.command({
      query: `CREATE TABLE IF NOT EXISTS ${this.table} (
        Time DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
        Migration String,
        Statement UInt16,
        Statements UInt16,
        Event Enum8('started' = 1, 'failed' = 2, 'done' = 3),
        Description String,
        TemplateHash String,
        Error String,
        DurationMs UInt32,
        Runner String,
        ServerVersion String DEFAULT version()
      ) ENGINE = MergeTree ORDER BY (Migration, Statement, Time)`,
    });
  }

  /** Newest entry of each statement, in order. Empty when the journal does not exist yet. */
  async read(): Promise<JournalEntry[]> {
    const exists = await this.client.query({
      query: 'SELECT count() AS n FROM system.tables WHERE database = {database:String} AND name = {name:String}',
      query_params: { database: this.database, name: 'girok_migrations' },
      format: 'JSONEachRow',
    });
    if (Number((await exists.json<{ n: string | number }>())[0].n) === 0) {
      return [];
    }
    const rows = await this.client.query({
      query: `SELECT Migration AS migration, Statement AS statement,
          argMax(Event, (Time, Event)) AS event, argMax(TemplateHash, (Time, Event)) AS templateHash,
          toString(max(Time)) AS time, argMax(Error, (Time, Event)) AS error
        FROM ${this.table} GROUP BY Migration, Statement ORDER BY Migration, Statement`,
      format: 'JSONEachRow',
    });
    return rows.json<JournalEntry>();
  }

  /** Appends one record. It is stored when the promise resolves. */
  async write(record: JournalRecord): Promise<void> {
    await this.client.insert({
      table: this.table,
      values: [
        {
          Migration: record.migration,
          Statement: record.statement,
          Statements: record.statements,
          Event: record.event,
          Description: record.description,
          TemplateHash: record.templateHash,
          Error: record.error ?? '',
          DurationMs: Math.round(record.durationMs ?? 0),
          Runner: this.runner,
        },
      ],
      format: 'JSONEachRow',
    });
  }
}
