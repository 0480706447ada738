import { type ClickHouseClient } from '@clickhouse/client';
import { type AddressInfo } from 'node:net';

import { type Sql } from '../queries/sql';
import { connect } from '../sidecar/clickhouse';
import { readConfig } from '../sidecar/config';
import { scratchDatabase, testUrl } from './clickhouse/testClient';
import { createReceiver, type ReceiverOptions } from './otlp/receiver';
import { migrateUp } from '../sidecar/migrate/migrateUp';

export interface ScratchPipeline {
  /** Bound to the database. */
  client: ClickHouseClient;
  database: string;
  /** Of the receiver, without `/v1/…`. */
  otlpUrl: string;
  /** Rows of one question, wide integers as numbers. */
  ask<T = Record<string, unknown>>(query: Pick<Sql, 'text'>): Promise<T[]>;
  /** Stops the receiver when it has stored what it took, and drops the database. */
  close(): Promise<void>;
}

/** For engine tests: a database of its own with every migration applied, and an OTLP receiver that fills it. */
export async function scratchPipeline(
  options: Pick<ReceiverOptions, 'token' | 'maxBodyBytes'> = {}
): Promise<ScratchPipeline> {
  const scratch = await scratchDatabase();
  await migrateUp(readConfig({}, { queues: 'null', database: scratch.name, clickhouseUrl: testUrl() }));
  const receiverClient = connect({ url: testUrl() }, 600_000);
  const receiver = createReceiver({ client: receiverClient, database: scratch.name, ...options });
  await receiver.listen({ host: '127.0.0.1', port: 0 });
  const { port } = receiver.server.address() as AddressInfo;
  return {
    client: scratch.client,
    database: scratch.name,
    otlpUrl: `http://127.0.0.1:${port}`,
    ask: async <T>(query: Pick<Sql, 'text'>) => {
      const result = await scratch.client.query({
        query: query.text,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      });
      return result.json<T>();
    },
    close: async () => {
      await receiver.close();
      await receiverClient.close();
      await scratch.drop();
    },
  };
}
