import { type ClickHouseClient } from '@clickhouse/client';

import { type Sql } from '../../queries/sql';
import { connect, connectionOf } from '../clickhouse';
import { type Config } from '../config';
import { hideSecrets } from './hideSecrets';

/** A check asks little; a server that takes longer is in trouble. Milliseconds. */
const PATIENCE_MS = 15_000;

/** What the probes work with. */
export interface DoctorContext {
  config: Config;
  client: ClickHouseClient;
  /** Rows of one query. @throws ClickHouse's error */
  ask<Row>(query: Sql): Promise<Row[]>;
  /** Text without any secret of the configuration. */
  hideSecrets(text: string): string;
  close(): Promise<void>;
}

/** Connects to nothing yet. */
export function doctorContext(config: Config): DoctorContext {
  const secrets = [config.kafkaPassword, config.kafkaProducerPassword, config.clickhousePassword];
  const client = connect(connectionOf(config), PATIENCE_MS);
  return {
    config,
    client,
    ask: async (query) => (await client.query({ query: query.text, format: 'JSONEachRow' })).json(),
    hideSecrets: (text) => hideSecrets(text, secrets),
    close: () => client.close(),
  };
}
