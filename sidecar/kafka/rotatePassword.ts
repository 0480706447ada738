import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { identifier, literal, sql, type Sql } from '../../queries/sql';
import { type Config } from '../config';
import { withKafkaAdmin } from './connect';
import { KafkaProblem } from './problem';
import { acquireLock, openLockStore } from '../migrate/lock/lock';
import { persistently } from '../migrate/persistently';
import { awaitConsumption, type Consumption } from '../migrate/queues/consumption';
import { MigrationRefused } from '../migrate/refused';
import { type MigrationSession } from '../migrate/session';
import { statementSettings } from '../migrate/topology';

export interface RotationOptions {
  /** Goes on when the broker cannot be asked from here whether it takes the password. A refusal always stops. */
  unchecked?: boolean;
  /** How long to wait for each queue to read again. Milliseconds. */
  joinTimeoutMs: number;
  report: (text: string) => void;
  /** Aborted to stop waiting; a queue that was paused is always put back. */
  stop: AbortSignal;
}

export interface Rotation {
  collection: string;
  /** Every queue of girok that reads through the collection, and whether it reads again. */
  queues: Consumption[];
  /** Tables of others that read through it and keep the old password until they are attached anew. */
  others: string[];
}

/**
 * Gives the queues the password of the configuration. A queue that runs keeps the one it began with (measured on a real
 * broker: 30 s after ALTER NAMED COLLECTION it still used the old one), so each is detached and attached again; its
 * group keeps the offsets, so nothing is lost and nothing comes twice. No text that leaves here holds the password.
 * @throws MigrationRefused before anything is changed; LockHeld; Error when ClickHouse does not take the password
 */
export async function rotatePassword(session: MigrationSession, options: RotationOptions): Promise<Rotation> {
  const { client, config } = session;
  const password = passwordOf(config);
  await askBroker(config, options);
  await refuseWithoutCollection(client, config);
  const lock = await acquireLock(await openLockStore(client, config.database, config.cluster));
  try {
    await changeCollection(client, config, password);
    options.report(`The named collection ${config.kafkaCollection} has the new password.`);
    const { ours, others } = await readers(client, config);
    const queues: Consumption[] = [];
    for (const queue of ours) {
      await lock.check();
      await attachAnew(client, config, queue);
      options.report(`${queue} was detached and attached again.`);
    }
    for (const queue of ours) {
      queues.push(await awaitConsumption(client, config.database, queue, options.joinTimeoutMs, options.stop));
    }
    return { collection: config.kafkaCollection, queues, others };
  } finally {
    await lock.release();
  }
}

function passwordOf({ queues, kafkaPassword }: Config): string {
  if (queues !== 'kafka') {
    throw new MigrationRefused('The queues do not read Kafka (GIROK_QUEUES=null): there is no password to give them.');
  }
  if (kafkaPassword === undefined || kafkaPassword === '') {
    throw new MigrationRefused('The new password is missing. Give it in GIROK_KAFKA_PASSWORD; nothing was changed.');
  }
  return kafkaPassword;
}

/** A password that the broker refuses would stop queues that still read. */
async function askBroker(config: Config, { unchecked, report }: RotationOptions): Promise<void> {
  try {
    await withKafkaAdmin(config, (admin) => admin.describeCluster());
    report(`Kafka takes the new password of user ${config.kafkaUsername}.`);
  } catch (error) {
    const refused = error instanceof KafkaProblem && error.kind === 'authentication';
    if (unchecked && !refused) {
      report('Kafka could not be asked from here whether it takes the password.');
      return;
    }
    const said = error instanceof Error ? error.message : String(error);
    const hint = refused ? '' : '\n  If only ClickHouse reaches the brokers: --unchecked.';
    throw new MigrationRefused(`${said}${hint}\nNothing was changed.`);
  }
}

async function refuseWithoutCollection(client: ClickHouseClient, { kafkaCollection }: Config): Promise<void> {
  const found = await rows(
    client,
    sql`SELECT name FROM system.named_collections WHERE name = ${literal(kafkaCollection)}`
  );
  if (found.length === 0) {
    throw new MigrationRefused(
      `There is no named collection ${kafkaCollection}, or this user may not see it.\n` +
        '  girok migrate up makes it, with the password of GIROK_KAFKA_PASSWORD. Nothing was changed.'
    );
  }
}

/** Of the server's error only the name is told: its text may quote the statement, and so the password. */
async function changeCollection(client: ClickHouseClient, config: Config, password: string): Promise<void> {
  const query = sql`ALTER NAMED COLLECTION ${identifier(config.kafkaCollection)}${onCluster(config)} SET kafka_sasl_password = ${literal(password)}`;
  try {
    await persistently(() =>
      client.command({ query: query.text, clickhouse_settings: statementSettings(config.cluster) })
    );
  } catch (error) {
    const reason = error instanceof ClickHouseError ? `${error.type} (code ${error.code})` : 'it does not answer';
    throw new Error(
      `ClickHouse did not change the named collection ${config.kafkaCollection}: ${reason}.\n` +
        "  It needs ALTER NAMED COLLECTION (girok doctor shows grants); a collection of the server's configuration file is changed there.\n" +
        '  The queues were not touched.'
    );
  }
}

/** The tables that read through the collection; those of ours that an earlier, interrupted rotation left detached, too. */
async function readers(client: ClickHouseClient, config: Config): Promise<{ ours: string[]; others: string[] }> {
  const { database, kafkaCollection } = config;
  const tables = await rows(
    client,
    sql`SELECT database, name FROM system.tables
      WHERE engine = 'Kafka' AND startsWith(engine_full, ${literal(`Kafka(${kafkaCollection})`)}) ORDER BY database, name`
  );
  const detached = await rows(
    client,
    sql`SELECT table AS name FROM system.detached_tables
      WHERE database = ${literal(database)} AND match(table, '^audit_[a-z]+_queue$') ORDER BY name`
  );
  return {
    ours: [...tables.filter((table) => table.database === database), ...detached].map(({ name }) => name),
    others: tables.filter((table) => table.database !== database).map((table) => `${table.database}.${table.name}`),
  };
}

async function attachAnew(client: ClickHouseClient, config: Config, queue: string): Promise<void> {
  const table = sql`${identifier(`${config.database}.${queue}`)}${onCluster(config)}`;
  const run = (query: Sql) =>
    persistently(() => client.command({ query: query.text, clickhouse_settings: statementSettings(config.cluster) }));
  try {
    await run(sql`DETACH TABLE IF EXISTS ${table} SYNC`);
  } finally {
    // whatever became of the first: a queue never stays away
    await run(sql`ATTACH TABLE IF NOT EXISTS ${table}`);
  }
}

const onCluster = ({ cluster }: Config): Sql =>
  cluster === undefined ? sql`` : sql` ON CLUSTER ${identifier(cluster)}`;

async function rows(client: ClickHouseClient, query: Sql): Promise<Array<{ database: string; name: string }>> {
  return (await client.query({ query: query.text, format: 'JSONEachRow' })).json();
}
