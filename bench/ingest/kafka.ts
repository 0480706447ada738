import { type ClickHouseClient } from '@clickhouse/client';
import { type Admin, CompressionTypes } from 'kafkajs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Messages } from './messages';
import { type Cost, costOf, peakMemory } from './processCost';
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { copyToExporterTables, createExporterTables } from '../../embedded/exporter/tables';
import { type Broker, startBroker } from '../../embedded/kafka/broker';
import { caughtUp } from '../../embedded/kafka/caughtUp';
import { createTopics } from '../../embedded/kafka/createTopics';
import { groupsOf, migrate, pipelineConfig } from '../../embedded/kafka/pipeline';
import { type PlacedMessage, send } from '../../embedded/kafka/place';
import { kafkaSettings } from '../../embedded/kafka/users';
import { connect } from '../../sidecar/clickhouse';
import { connectKafka } from '../../sidecar/kafka/connect';

const GIGABYTE = 1e9;
/** Exports of one run, a third of each signal; about 157 kB each. */
const EXPORTS = 1200;
const RECORDS_OF_AN_EXPORT = 240;
/** Of the backlog: these are sent round and round, because making 2 GB of JSON would take longer than reading it. */
const DIFFERENT = 300;
const DEADLINE_MS = 900_000;

export interface KafkaRun {
  partitions: number;
  messages: number;
  megabytes: number;
  rows: number;
  /** From the attaching of the queues, joining their groups included, until everything is committed. */
  cost: Cost;
  rowsPerCpuSecond: number;
  megabytesPerCpuSecond: number;
  peakMemoryMegabytes: number;
  /** After merging: in Girok's tables and, the same rows, in those of the Collector's ClickHouse exporter. */
  bytesPerRow?: Record<string, { girok: number; exporter: number }>;
}

/** End to end from a real broker into the tables, all views, dead letters and catalogue included. */
export async function benchKafka(partitions: readonly number[] = [1, 2, 4]): Promise<KafkaRun[]> {
  const runs: KafkaRun[] = [];
  for (const count of partitions) {
    runs.push(await oneRun({ partitions: count, exports: EXPORTS, different: EXPORTS, compareSizes: count === 1 }));
  }
  return runs;
}

/** A backlog of 2 GB, on one partition and with blocks as by default: does memory stay bounded? */
export async function benchBacklog(): Promise<KafkaRun> {
  const megabytesOfAnExport = 0.155;
  const exports = Math.ceil((2 * GIGABYTE) / 1e6 / megabytesOfAnExport);
  return oneRun({ partitions: 1, exports, different: DIFFERENT });
}

async function oneRun(size: Size): Promise<KafkaRun> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const broker = await startBroker();
  const engine = await startEmbeddedClickHouse({ dataDir, port: 0 });
  const client = connect({ url: engine.url }, 600_000);
  try {
    return await broker.admin((admin) => measure({ broker, engine, client, admin, ...size }));
  } finally {
    await client.close();
    await engine.stop();
    await broker.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Size {
  partitions: number;
  exports: number;
  /** So many of them are different; rows that are equal are one row after a merge. */
  different: number;
  compareSizes?: boolean;
}

interface Parts extends Size {
  broker: Broker;
  engine: EmbeddedClickHouse;
  client: ClickHouseClient;
  admin: Admin;
}

async function measure({ broker, engine, client, admin, ...size }: Parts): Promise<KafkaRun> {
  const { partitions, exports } = size;
  const config = pipelineConfig({
    clickhouseUrl: engine.url,
    database: 'bench',
    kafka: kafkaSettings(broker.address, 'girok', 'PLAIN'),
    blockMessages: 1000,
    config: { kafkaConsumers: partitions, kafkaFlushMs: 5000 },
  });
  await createTopics(admin, [{ topic: config.kafkaTopic, numPartitions: partitions }]);
  await migrate(config);
  const queues = Object.keys(groupsOf(config)).map((signal) => `${config.database}.audit_${signal}_queue`);
  await each(queues, (queue) => client.command({ query: `DETACH TABLE ${queue}` }));
  const { bytes, rows } = await fill(broker, config.kafkaTopic, size);
  const cost = await costOf([engine.pid], async () => {
    await each(queues, (queue) => client.command({ query: `ATTACH TABLE ${queue}` }));
    await caughtUp(admin, client, config, DEADLINE_MS);
  });
  const peak = peakMemory(engine.pid);
  return {
    partitions,
    messages: exports,
    megabytes: bytes / 1e6,
    rows,
    cost,
    rowsPerCpuSecond: rows / cost.cpu,
    megabytesPerCpuSecond: bytes / 1e6 / cost.cpu,
    peakMemoryMegabytes: peak / 1e6,
    bytesPerRow: size.compareSizes ? await bytesPerRow(client, config.database) : undefined,
  };
}

async function each(names: string[], work: (name: string) => Promise<unknown>): Promise<void> {
  for (const name of names) {
    await work(name);
  }
}

/** Writes the exports, partitions in turn. @returns bytes of all messages before compression, and the rows they hold */
async function fill(
  broker: Broker,
  topic: string,
  { partitions, exports, different }: Size
): Promise<{ bytes: number; rows: number }> {
  const make = new Messages(2, Date.now() - 7_200_000);
  const kinds = [
    () => make.spans(RECORDS_OF_AN_EXPORT),
    () => make.logs(RECORDS_OF_AN_EXPORT),
    () => make.points(RECORDS_OF_AN_EXPORT),
  ];
  const texts = Array.from({ length: different }, (_, i) => kinds[i % kinds.length]());
  const producer = connectKafka(kafkaSettings(broker.address, 'producer')).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  let bytes = 0;
  for (let begin = 0; begin < exports; begin += different) {
    const part: PlacedMessage[] = texts
      .slice(0, Math.min(different, exports - begin))
      .map((value, i) => ({ value, partition: (begin + i) % partitions }));
    bytes += part.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    await send(producer, topic, part, CompressionTypes.GZIP);
  }
  await producer.disconnect();
  return { bytes, rows: exports * RECORDS_OF_AN_EXPORT };
}

async function bytesPerRow(client: ClickHouseClient, database: string): Promise<KafkaRun['bytesPerRow']> {
  await createExporterTables(client, database, 'newer');
  await copyToExporterTables(client, database);
  const sizes: NonNullable<KafkaRun['bytesPerRow']> = {};
  for (const signal of ['logs', 'traces', 'metrics']) {
    const [girok, exporter] = [`otel\\_audit\\_${signal}`, `otel_${signal}%`];
    sizes[signal] = {
      girok: await bytesOfRow(client, database, girok),
      exporter: await bytesOfRow(client, database, exporter),
    };
  }
  return sizes;
}

/** Merges the tables whose name is like `pattern`. */
async function bytesOfRow(client: ClickHouseClient, database: string, pattern: string): Promise<number> {
  const query_params = { database, pattern };
  const ask = async <T>(query: string) =>
    (await client.query({ query, query_params, format: 'JSONEachRow' })).json<T>();
  const tables = await ask<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = {database:String} AND name LIKE {pattern:String} AND engine LIKE '%MergeTree'`
  );
  for (const { name } of tables) {
    await client.command({ query: `OPTIMIZE TABLE ${database}.${name} FINAL` });
  }
  const [{ bytes }] = await ask<{ bytes: number }>(
    `SELECT sum(bytes_on_disk) / sum(rows) AS bytes FROM system.parts
      WHERE database = {database:String} AND active AND table LIKE {pattern:String}`
  );
  return bytes;
}
