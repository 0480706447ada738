import { type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';

import { type Sql } from '../../queries/sql';
import { type Cost, costOf } from '../ingest/processCost';

/** What a statement has read, by the engine's own counters. */
export interface Read {
  rows: number;
  bytes: number;
}

/** One engine that nothing else uses, so that its counters and CPU time are those of the statement. */
export class Engine {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly pid: number
  ) {}

  async run(statement: Sql, clickhouse_settings: ClickHouseSettings = {}): Promise<void> {
    await this.client.command({ query: statement.text, clickhouse_settings });
  }

  /** A statement that the engine itself has written, changed by us. */
  async runText(statement: string): Promise<void> {
    await this.client.command({ query: statement });
  }

  async rows<T>(query: Sql, clickhouse_settings: ClickHouseSettings = {}): Promise<T[]> {
    const result = await this.client.query({ query: query.text, format: 'JSONEachRow', clickhouse_settings });
    return result.json<T>();
  }

  /** CPU time of the engine and elapsed time of some work. Seconds. */
  cost(work: () => Promise<unknown>): Promise<Cost> {
    return costOf([this.pid], work);
  }

  /** What the engine reads while the work runs. */
  async read(work: () => Promise<unknown>): Promise<Read> {
    const before = await this.counters();
    await work();
    const after = await this.counters();
    return { rows: after.rows - before.rows, bytes: after.bytes - before.bytes };
  }

  // the counters themselves are in memory: reading them counts a handful of rows, the same for everybody
  private async counters(): Promise<Read> {
    const result = await this.client.query({
      query: `SELECT sumIf(value, event = 'SelectedRows') AS rows, sumIf(value, event = 'SelectedBytes') AS bytes FROM system.events`,
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    return (await result.json<Read>())[0];
  }
}
