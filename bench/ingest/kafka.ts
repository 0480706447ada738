import { type ClickHouseClient } from '@clickhouse/client';
import { type Admin, CompressionTypes } from 'kafkajs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Messages } from './messages';
import { type Cost, costOf, peakMemory } from './processCost';
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { type Broker, startBroker } from '../../embedded/kafka/broker';
import { caughtUp } from '../../embedded/kafka/caughtUp';
import { migrate, pipelineConfig } from '../../embedded/kafka/pipeline';
import { type PlacedMessage, send } from '../../embedded/kafka/place';
import { kafkaSettings } from '../../embedded/kafka/users';
import { connect } from '../../sidecar/clickhouse';
import { connectKafka } from '../../sidecar/kafka/connect';

const GIGABYTE = 1e9;
/** Exports of one run, a third of each signal; about 200 kB each. */
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
  /** From the creation of the queues, joining their groups included, until everything is committed. */
  cost: Cost;
  rowsPerCpuSecond: number;
  megabytesPerCpuSecond: number;
  peakMemoryMegabytes: number;
  bytesPerRow: Record<string, number>;
}

/** End to end from a real broker into the tables, all views, dead letters and catalogue included. */
export async function benchKafka(partitions: readonly number[] = [1, 2, 4]): Promise<KafkaRun[]> {
  const runs: KafkaRun[] = [];
  for (const count of partitions) {
    runs.push(await oneRun({ partitions: count, exports: EXPORTS, different: EXPORTS }));
  }
  return runs;
}

/** A backlog of 2 GB, on one partition and with blocks as by default: does memory stay bounded? */
export async function benchBacklog(): Promise<KafkaRun> {
  const megabytesOfAnExport = 0.2;
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
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: config.kafkaTopic, numPartitions: partitions }] });
  const { bytes, rows } = await fill(broker, config.kafkaTopic, size);
  const cost = await costOf([engine.pid], async () => {
    await migrate(config);
    await caughtUp(admin, client, config, DEADLINE_MS);
  });
  const tables = await sizes(client, config.database);
  return {
    partitions,
    messages: exports,
    megabytes: bytes / 1e6,
    rows,
    cost,
    rowsPerCpuSecond: rows / cost.cpu,
    megabytesPerCpuSecond: bytes / 1e6 / cost.cpu,
    peakMemoryMegabytes: peakMemory(engine.pid) / 1e6,
    bytesPerRow: Object.fromEntries(tables.map(({ table, rows, bytes }) => [table, bytes / rows])),
  };
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

async function sizes(client: ClickHouseClient, database: string) {
  const result = await client.query({
    query: `SELECT table, sum(rows)::Float64 AS rows, sum(bytes_on_disk)::Float64 AS bytes FROM system.parts
      WHERE database = {database:String} AND active AND table IN ('otel_audit_logs', 'otel_audit_traces', 'otel_audit_metrics')
      GROUP BY table ORDER BY table`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  return result.json<{ table: string; rows: number; bytes: number }>();
}
