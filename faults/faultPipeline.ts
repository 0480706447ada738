import { type ClickHouseClient } from '@clickhouse/client';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Account, accounts } from './account';
import { type Load, SteadyProducer } from './steadyProducer';
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from '../embedded/clickhouse/process';
import { type Broker, startBroker } from '../embedded/kafka/broker';
import { caughtUp, consumerExceptions } from '../embedded/kafka/caughtUp';
import { migrate, pipelineConfig, type Signal, SIGNALS } from '../embedded/kafka/pipeline';
import { kafkaSettings } from '../embedded/kafka/users';
import { connect } from '../sidecar/clickhouse';
import { type Config } from '../sidecar/config';
import { judge } from '../sidecar/ledger/judge';
import { readLedger, withCommitted } from '../sidecar/ledger/readLedger';

export interface FaultOptions {
  partitions?: number;
  /** Messages in a block; small ones, so that a kill falls between two commits. */
  blockMessages?: number;
  /** Where the engine keeps its data; a temporary directory when it is not given. */
  dataDir?: string;
  load?: Partial<Load>;
  /** `faults` when it is not given. */
  database?: string;
  /** What else is not as usual. */
  config?: Partial<Config>;
}

export interface Settlement {
  accounts: Record<Signal, Account>;
  /** What `girok ledger check` says of each partition. */
  ledger: string[];
}

const DATABASE = 'faults';
const ENGINE_MEMORY_BYTES = 2 * 1024 ** 3;
const ASK_EVERY_MS = 50;
/** The longest that a test waits for something to begin. Milliseconds. */
const DEADLINE_MS = 120_000;
/** What each test saw is kept here. */
const REPORTS = path.join(__dirname, '../.cache/fault-reports');

/** A broker, an engine and a sender of their own, in processes that can be killed. */
export class FaultPipeline {
  private engine: EmbeddedClickHouse | undefined;
  private clients: ClickHouseClient[] = [];

  private constructor(
    readonly broker: Broker,
    readonly producer: SteadyProducer,
    readonly dataDir: string,
    private readonly options: FaultOptions
  ) {}

  /** Everything migrated, the queues reading, the producer sending. */
  static async start(options: FaultOptions = {}): Promise<FaultPipeline> {
    const broker = await startBroker();
    const topic = options.config?.kafkaTopic ?? TOPIC;
    const { partitions, ...load } = { partitions: 1, batch: 30, pauseMs: 500, ...options.load };
    const producer = new SteadyProducer(kafkaSettings(broker.address, 'producer'), {
      ...load,
      topic,
      partitions: options.partitions ?? partitions,
    });
    const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'girok-faults-')));
    const pipeline = new FaultPipeline(broker, producer, dataDir, options);
    try {
      await broker.createTopic(topic, options.partitions);
      await pipeline.startEngine();
      await migrate(pipeline.config);
      await producer.connect();
      producer.start();
    } catch (error) {
      await pipeline.close();
      throw error;
    }
    return pipeline;
  }

  /** Bound to the database of the engine that runs now. */
  get client(): ClickHouseClient {
    return this.clients[this.clients.length - 1];
  }

  private get database(): string {
    return this.options.database ?? DATABASE;
  }

  get config(): Config {
    return pipelineConfig({
      clickhouseUrl: this.engine!.url,
      database: this.database,
      kafka: kafkaSettings(this.broker.address, 'girok', 'PLAIN'),
      blockMessages: this.options.blockMessages ?? 50,
      config: this.options.config,
    });
  }

  async startEngine(): Promise<void> {
    const port = this.engine?.port ?? 0;
    this.engine = await startEmbeddedClickHouse({ dataDir: this.dataDir, port, maxMemoryBytes: ENGINE_MEMORY_BYTES });
    this.clients.push(connect({ url: this.engine.url, database: this.database }));
  }

  /** As `kill -9`. */
  async killEngine(): Promise<void> {
    process.kill(this.engine!.pid, 'SIGKILL');
    await this.engine!.exited;
  }

  async command(query: string): Promise<void> {
    await this.client.command({ query });
  }

  async rows(table: string): Promise<number> {
    const result = await this.client.query({
      query: `SELECT toUInt32(count()) AS n FROM ${table}`,
      format: 'JSONEachRow',
    });
    return (await result.json<{ n: number }>())[0].n;
  }

  /** Resolves when the engine has stored this many rows more than now. */
  async untilMoreRows(more: number, table = 'otel_audit_logs'): Promise<void> {
    await this.untilRows((await this.rows(table)) + more, table);
  }

  async untilRows(rows: number, table: string): Promise<void> {
    await until(async () => (await this.rows(table)) >= rows, `${rows} rows in ${table}`);
  }

  /** The right way to pause: nothing is read, nothing is lost. */
  async detachQueues(): Promise<void> {
    for (const signal of SIGNALS) {
      await this.command(`DETACH TABLE audit_${signal}_queue SYNC`);
    }
  }

  async attachQueues(): Promise<void> {
    for (const signal of SIGNALS) {
      await this.command(`ATTACH TABLE audit_${signal}_queue`);
    }
  }

  /** Resolves when a queue has told of a trouble that matches. */
  async untilException(text: RegExp): Promise<void> {
    const said = async () => (await consumerExceptions(this.client, this.database)).join('\n');
    await until(async () => text.test(await said()), `an exception ${text} in system.kafka_consumers`);
  }

  /** Resolves when the producer has this many more messages acknowledged. */
  async untilAcknowledged(more: number): Promise<void> {
    const before = this.producer.messages;
    await until(async () => this.producer.messages >= before + more, `${more} more messages acknowledged`);
  }

  async caughtUp(): Promise<void> {
    await this.broker.admin((admin) => caughtUp(admin, this.client, this.config));
  }

  /** Stops the producer, waits until lag is 0, and compares what the broker acknowledged with what is stored. */
  async settle(test = expect.getState().currentTestName ?? 'unnamed'): Promise<Settlement> {
    await this.producer.stop();
    await this.caughtUp();
    const ledger = await withCommitted(this.config, await readLedger(this.client, this.database, 24));
    const settlement = {
      accounts: await accounts(this.client, this.producer),
      ledger: ledger.map(judge).map(({ status, partition, text }) => `${partition} ${status}: ${text}`),
    };
    await mkdir(REPORTS, { recursive: true });
    await writeFile(
      path.join(REPORTS, `${test.replace(/\W+/g, '-').slice(0, 100)}.json`),
      JSON.stringify(settlement, null, 2)
    );
    return settlement;
  }

  /** Ends every process and deletes the data. */
  async close(): Promise<void> {
    await this.producer.close();
    await Promise.all(this.clients.map((client) => client.close()));
    await this.engine?.stop();
    await this.broker.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

const TOPIC = pipelineConfig({
  clickhouseUrl: 'http://127.0.0.1',
  database: DATABASE,
  kafka: kafkaSettings('127.0.0.1:9092', 'girok'),
}).kafkaTopic;

/** Resolves when the condition holds. @throws Error naming what was waited for, after two minutes */
export async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) {
      throw new Error(`Waited ${DEADLINE_MS / 1000} s in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
