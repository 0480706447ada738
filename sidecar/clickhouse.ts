import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';

import { type Config } from './config';
import { version } from '../package.json';

export interface Connection {
  url: string;
  username?: string;
  password?: string;
  database?: string;
}

/** How the configuration says that ClickHouse is reached, without a database. */
export const connectionOf = (config: Config): Connection => ({
  url: config.clickhouseUrl,
  username: config.clickhouseUser,
  password: config.clickhousePassword,
});

/** How saved queries are run: by a user of their own, where one is configured. */
export const readerOf = (config: Config): Connection =>
  config.readerUser === undefined
    ? connectionOf(config)
    : { url: config.clickhouseUrl, username: config.readerUser, password: config.readerPassword };

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
