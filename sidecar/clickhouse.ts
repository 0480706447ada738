import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';

import { version } from '../package.json';

export interface Connection {
  url: string;
  username?: string;
  password?: string;
  database?: string;
}

/**
 * A client as all of girok uses it: it names itself in ClickHouse's query log and does not write to the console, since
 * every failure comes back as an exception.
 * @param timeoutMs longest wait for an answer
 */
export function connect(connection: Connection, timeoutMs = 120_000): ClickHouseClient {
  return createClient({
    ...connection,
    application: `girok/${version}`,
    request_timeout: timeoutMs,
    log: { level: ClickHouseLogLevel.OFF },
  });
}
