import { type Admin } from 'kafkajs';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { ACLS } from './acls';
import { createTopics } from './createTopics';
import { kafkaJars } from './jars';
import { leash } from './leash';
import { javaCommand } from './requirements';
import { type BrokerPorts, SCRAM_ARGUMENTS, serverProperties } from './serverProperties';
import { kafkaSettings } from './users';
import { connectKafka, withKafkaAdmin } from '../../sidecar/kafka/connect';
import { freePorts } from '../freePorts';

/** Small: tests are few messages, and the machine may have two cores. */
const JVM = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
/** Milliseconds for a start on a busy machine; 5 to 15 s were measured. */
const START_DEADLINE_MS = 120_000;
/** After this long a stop becomes a kill. Milliseconds. */
const STOP_DEADLINE_MS = 20_000;
const ASK_EVERY_MS = 100;
/** What the log's end tells when a start fails. */
const KEPT_LINES = 30;

/**
 * A real Apache Kafka for tests: one node on loopback with passwords (PLAIN, SCRAM) and access control. The process ends
 * with this one, whatever happens; its data are in a temporary directory.
 * @throws Error saying why it did not start, with the end of its log
 */
export async function startBroker(): Promise<Broker> {
  const [jars, ports, dir] = await Promise.all([
    kafkaJars(),
    brokerPorts(),
    mkdtemp(path.join(tmpdir(), 'girok-kafka-')),
  ]);
  const broker = new Broker(jars, ports, dir);
  try {
    await broker.format();
    await broker.start();
    await broker.admin((admin) => admin.createAcls({ acl: ACLS }));
  } catch (error) {
    await broker.close();
    throw error;
  }
  return broker;
}

/** One node, started by startBroker. */
export class Broker {
  /** `127.0.0.1:port`; the same after each start. */
  readonly address: string;
  private readonly properties: string;
  private process: RunningJvm | undefined;

  constructor(
    private readonly jars: string,
    private readonly ports: BrokerPorts,
    private readonly dir: string
  ) {
    this.address = `127.0.0.1:${ports.sasl}`;
    this.properties = path.join(dir, 'server.properties');
  }

  /** Of the running node. */
  get pid(): number | undefined {
    return this.process?.child.pid;
  }

  /** Work as the super user. */
  admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    return withKafkaAdmin(kafkaSettings(this.address, 'admin'), work);
  }

  /** Resolves when the topic can be written to. */
  async createTopic(topic: string, partitions = 1): Promise<void> {
    await this.admin((admin) => createTopics(admin, [{ topic, numPartitions: partitions }]));
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.admin((admin) => admin.deleteTopics({ topics: [topic] }));
  }

  /** Writes the users and the identity of the node into its data directory. */
  async format(): Promise<void> {
    await writeFile(path.join(this.dir, 'log4j2.xml'), LOG4J);
    await writeFile(this.properties, serverProperties(this.ports, path.join(this.dir, 'data')));
    const format = ['format', '-t', CLUSTER_ID, '-c', this.properties, ...SCRAM_ARGUMENTS];
    await promisify(execFile)(javaCommand(), [...JVM, ...this.classpath(), 'kafka.tools.StorageTool', ...format]);
  }

  /** Starts the node on its ports and data, after kill or stop. Resolves when it answers. */
  async start(): Promise<void> {
    const running = startJvm([...JVM, ...this.classpath(), 'kafka.Kafka', this.properties]);
    this.process = running;
    const end = Date.now() + START_DEADLINE_MS;
    while (!(await this.answers())) {
      if (running.hasExited() || Date.now() > end) {
        throw new Error(`Kafka did not start at ${this.address}. The end of its log:\n${running.lastLines.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  /** As `kill -9`, or a power cut. */
  async kill(): Promise<void> {
    await this.process?.end('SIGKILL');
    this.process = undefined;
  }

  /** In order: the node says goodbye. */
  async stop(): Promise<void> {
    await this.process?.end('SIGTERM');
    this.process = undefined;
  }

  /** Lets the process hang: connections stay open and nothing answers. */
  pause(): void {
    this.process?.child.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.child.kill('SIGCONT');
  }

  /** Ends the node and deletes its data. May be called again. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }

  private classpath(): string[] {
    return [`-Dlog4j2.configurationFile=${path.join(this.dir, 'log4j2.xml')}`, '-cp', path.join(this.jars, '*')];
  }

  private async answers(): Promise<boolean> {
    const admin = connectKafka(kafkaSettings(this.address, 'admin'), { retries: 0 }).admin();
    try {
      await admin.connect();
      return (await admin.describeCluster()).brokers.length === 1;
    } catch {
      return false;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

interface RunningJvm {
  child: ChildProcess;
  lastLines: string[];
  hasExited(): boolean;
  /** Resolves when the process has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

function startJvm(args: string[]): RunningJvm {
  const child = spawn(javaCommand(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line);
      lastLines.splice(0, lastLines.length - KEPT_LINES);
    });
  }
  const release = child.pid === undefined ? () => {} : leash(child.pid);
  const hasExited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  void exited.then(release);
  const end: RunningJvm['end'] = async (signal) => {
    if (!hasExited()) {
      child.kill(signal);
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await exited;
      clearTimeout(deadline);
    }
  };
  return { child, lastLines, hasExited, end };
}

async function brokerPorts(): Promise<BrokerPorts> {
  const [sasl, controller] = await freePorts(2);
  return { sasl, controller };
}

/** Any 16 bytes in base64. */
const CLUSTER_ID = 'girokAAAAAAAAAAAAAAAAA';

const LOG4J = `<Configuration status="ERROR">
  <Appenders><Console name="C"><PatternLayout pattern="%d %p %m (%c)%n%throwable"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="C"/></Root></Loggers>
</Configuration>
`;
