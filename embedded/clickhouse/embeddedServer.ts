import { Session } from 'chdb';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import pino from 'pino';

import { lockDataDir } from './dataDirLock';
import { EngineLanes } from './engineLanes';
import { clickHouseHttpServer } from './httpServer';
import { type StartMessage } from './startMessages';

const DISPLAY_NAME = 'girok-embedded';

/** 12 engine threads at most; UV_THREADPOOL_SIZE (process.ts) has to be larger, files and gzip use that pool too. */
const LANES = { read: { threads: 8, waiting: 200 }, write: { threads: 4, waiting: 400 } };

/** What a ClickHouse server has for its Kafka queues. chDB has two, so that one of three queues would stand still. */
const KAFKA_THREADS = 16;

/** How long statements may go on after a stop: all of them, and those that only read. Milliseconds. */
const STOP_PATIENCE_MS = 10_000;
const READ_PATIENCE_MS = 2_000;
/** How often idle keep-alive connections are closed while a stop waits for the others. Milliseconds. */
const CLOSE_IDLE_EVERY_MS = 50;

export interface EmbeddedServer {
  port: number;
  /**
   * Stops accepting, lets running statements finish, closes the engine, gives the data directory back.
   * @returns false if a statement would not end; the process can then only be killed, which loses nothing acknowledged
   */
  stop(): Promise<boolean>;
}

/**
 * Opens the engine on a data directory and serves it on 127.0.0.1.
 * @throws DataDirLockedError; Node's EADDRINUSE error; chDB's error when its native library is missing
 */
export async function startServer(options: StartMessage): Promise<EmbeddedServer> {
  const log = pino({ name: DISPLAY_NAME, base: { pid: process.pid } }, process.stdout);
  const dataDir = path.resolve(options.dataDir);
  refuseGlobs(dataDir);
  const unlock = lockDataDir(dataDir);
  try {
    const spoolPath = path.join(dataDir, 'spool');
    rmSync(spoolPath, { recursive: true, force: true });
    mkdirSync(spoolPath, { recursive: true });
    process.chdir(spoolPath);
    const enginePath = path.join(dataDir, 'engine');
    const control = openEngine(dataDir, enginePath, options.maxMemoryBytes);
    const version = control.query('SELECT version()', 'TSVRaw').trim();
    const lanes = new EngineLanes(enginePath, control, LANES);
    const identity = { displayName: DISPLAY_NAME, version, timezone: 'UTC' };
    const reads = new AbortController();
    const server = clickHouseHttpServer({
      lanes,
      stopReads: reads.signal,
      identity,
      spoolPath,
      maxMemoryBytes: options.maxMemoryBytes,
      users: options.users,
      log: (event, message) => log.info(event, message),
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    log.info({ port, version, dataDir }, 'the embedded default: ClickHouse inside one process, not for production');
    const stop = async () => {
      log.info('stopping: no new requests, writes finish, reads get a few seconds');
      const closed = closedServer(server);
      const endReads = setTimeout(() => reads.abort(), READ_PATIENCE_MS);
      await Promise.race([closed, patience()]);
      clearTimeout(endReads);
      server.closeAllConnections();
      const clean = await Promise.race([lanes.drained().then(() => true), patience().then(() => false)]);
      if (clean) {
        control.close(); // closing the engine under a running statement would abort it
      }
      unlock();
      return clean;
    };
    return { port, stop };
  } catch (error) {
    unlock();
    throw error;
  }
}

const patience = () => new Promise<void>((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());

/** Resolves when the last connection has got its answer: clients keep theirs open for the next request. */
function closedServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
  });
}

/**
 * A table name that matches no table is a file name to chDB, relative to the working directory; with a glob character
 * in that directory every name "matches", and no table can be created or found.
 */
function refuseGlobs(dataDir: string): void {
  if (/[*?{}]/.test(dataDir)) {
    throw new Error(
      `${dataDir} contains one of * ? { }, which chDB takes for a pattern. Choose another data directory.`
    );
  }
}

/**
 * Settings of all statements, those of the Kafka queues too. Collapsing equal rows of a block while it is inserted costs
 * more than everything else an insert does (docs/ingestion.md, "Counted once"); merges and FINAL collapse them as well.
 */
const PROFILE = ['--optimize_on_insert=0'];

/** The first session decides the configuration of the engine, so memory limit and name are set here. */
function openEngine(dataDir: string, enginePath: string, maxMemoryBytes: number): Session {
  const config = path.join(dataDir, 'engine.xml');
  const settings = {
    display_name: DISPLAY_NAME,
    timezone: 'UTC',
    max_server_memory_usage: maxMemoryBytes,
    background_message_broker_schedule_pool_size: KAFKA_THREADS,
  };
  const elements = Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>\n`);
  writeFileSync(config, `<clickhouse>\n${elements.join('')}</clickhouse>\n`);
  mkdirSync(enginePath, { recursive: true });
  return new Session(enginePath, { connectionArgs: [`--config-file=${config}`, ...PROFILE] });
}
