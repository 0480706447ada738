import { type ClickHouseClient } from '@clickhouse/client';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { flagsOfImage, installGirok, type InstalledGirok, memoryOf, serveGirok } from './girokServe';
import { lagReport, type LagResults, type LagRun } from './results';
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { type Broker, startBroker } from '../../embedded/kafka/broker';
import { createTopics } from '../../embedded/kafka/createTopics';
import { migrate, pipelineConfig } from '../../embedded/kafka/pipeline';
import { kafkaSettings } from '../../embedded/kafka/users';
import { connect } from '../../sidecar/clickhouse';
import { type Config, topicsOf } from '../../sidecar/config';
import { versionOf } from '../../sidecar/seal/rotateKey';
import { costOf, cpuSeconds } from '../ingest/processCost';

// `npm run bench:lag [-- --partitions 1000 --seconds 180]`: what sampling costs. Results into bench/results/lag.json;
// docs/benchmarks.md shows them.
const OPTIONS = {
  partitions: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '180' },
} as const;

const DATABASE = 'otel';
/** Intervals of `girok serve`: none, and what it does by default. Seconds. */
const INTERVALS = [0, 15];
/** As npm starts it, and as the image does. */
const STARTS = [[], flagsOfImage()];
/** Until it has loaded all that it needs and its queues have their partitions. Milliseconds. */
const WARM_UP_MS = 60_000;
const SECOND_MS = 1000;

interface System {
  broker: Broker;
  engine: EmbeddedClickHouse;
  client: ClickHouseClient;
  girok: InstalledGirok;
  partitions: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const [partitions, seconds] = [Number(values.partitions), Number(values.seconds)];
  const load = os.loadavg()[0];
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const broker = await startBroker();
  const engine = await startEmbeddedClickHouse({ dataDir, port: 0 });
  const client = connect({ url: engine.url, database: DATABASE });
  const girok = await installGirok();
  const system: System = { broker, engine, client, girok, partitions };
  try {
    const config = await makeQueues(system);
    const runs: LagRun[] = [];
    for (const flags of STARTS) {
      for (const everyS of INTERVALS) {
        runs.push(await oneRun(system, flags, { ...config, lagSampleS: everyS }, seconds));
      }
    }
    const results: LagResults = {
      command: `npm run bench:lag -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, ''),
      date: new Date().toISOString(),
      machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`,
      clickhouse: await versionOf(client),
      load,
      runs,
    };
    await writeFile(path.join(__dirname, '../results/lag.json'), JSON.stringify(results, null, 2) + '\n');
    process.stdout.write(lagReport(results));
  } finally {
    await client.close();
    await engine.stop();
    await broker.close();
    await girok.remove();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A topic for each signal, which have the partitions in equal parts, and the queues that read them. */
async function makeQueues({ broker, engine, partitions }: System): Promise<Config> {
  const config = pipelineConfig({
    clickhouseUrl: engine.url,
    database: DATABASE,
    kafka: kafkaSettings(broker.address, 'girok', 'PLAIN'),
    config: { kafkaLogsTopic: 'otel-logs', kafkaTracesTopic: 'otel-traces', kafkaMetricsTopic: 'otel-metrics' },
  });
  const topics = Object.values(topicsOf(config));
  const part = Math.ceil(partitions / topics.length);
  await broker.admin((admin) =>
    createTopics(
      admin,
      topics.map((topic, i) => ({ topic, numPartitions: Math.min(part, partitions - i * part) }))
    )
  );
  await migrate(config);
  return config;
}

async function oneRun(system: System, flags: string[], config: Config, seconds: number): Promise<LagRun> {
  const { engine, client, partitions, girok } = system;
  await client.command({ query: 'TRUNCATE TABLE kafka_lag_samples' });
  const serving = await serveGirok(girok, flags, config);
  try {
    await pause(WARM_UP_MS);
    const before = await stored(client);
    const clickhouseBefore = cpuSeconds(engine.pid);
    let girokMemory = 0;
    const cost = await costOf([serving.pid], async () => {
      const end = Date.now() + seconds * SECOND_MS;
      while (Date.now() < end) {
        girokMemory = Math.max(girokMemory, memoryOf(serving.pid));
        await pause(SECOND_MS);
      }
    });
    const clickhouseCpu = cpuSeconds(engine.pid) - clickhouseBefore;
    const after = await stored(client);
    const everyS = config.lagSampleS;
    const samples = after.samples - before.samples;
    if (everyS > 0 && (after.lines < partitions || samples < Math.floor(seconds / everyS) - 1)) {
      throw new Error(`Of ${partitions} partitions ${after.lines} were seen, in ${samples} samples.`);
    }
    return {
      everyS,
      flags,
      partitions,
      lines: after.lines,
      samples,
      seconds: cost.seconds,
      girokCpu: cost.cpu,
      clickhouseCpu,
      girokMemory,
    };
  } finally {
    await serving.stop();
  }
}

/** Samples of the broker so far, and lines of the newest. */
async function stored(client: ClickHouseClient): Promise<{ samples: number; lines: number }> {
  const answer = await client.query({
    query: `SELECT max(taken) AS samples, toUInt32(count()) AS lines FROM (
      SELECT toUInt32(count()) AS taken FROM kafka_lag_samples WHERE Source = 'broker'
      GROUP BY ConsumerGroup, Topic, Partition
    )`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ samples: number; lines: number }>();
  return row;
}

void main();
