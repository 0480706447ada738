import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { type EmbeddedUser } from './authentication';
import { DataDirLockedError } from './dataDirLock';
import { type StartMessage, type StartOutcome } from './startMessages';

export { DataDirLockedError, type EmbeddedUser };

export interface EmbeddedClickHouseOptions {
  /** Created when absent. One server at a time. */
  dataDir: string;
  /** TCP port on 127.0.0.1; 0 for any free one. */
  port: number;
  /** Default: `default` without password. */
  users?: EmbeddedUser[];
  /** Most memory the engine may use, for one statement and for all of them. Bytes; default 4 GiB. */
  maxMemoryBytes?: number;
  /** Receives the server's log, one JSON line at a time. */
  onLog?: (line: string) => void;
}

export interface EmbeddedClickHouse {
  /** Without credentials: `http://127.0.0.1:<port>`. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Lets running writes finish (10 s at most), then ends the process. May be called again. */
  stop(): Promise<void>;
}

export class PortInUseError extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} of 127.0.0.1 is in use. Stop what listens there, or choose another port (0 for any free one).`);
    this.name = 'PortInUseError';
  }
}

const DEFAULT_MEMORY_BYTES = 4 * 1024 ** 3;
/** More than the engine's 12 threads (embeddedServer.ts), so that files and gzip never wait for queries. Read when Node starts. */
const THREAD_POOL_SIZE = '32';
/** After this long a stop becomes a kill. Milliseconds; the server itself waits 10 s for its clients and 10 s for the engine. */
const STOP_DEADLINE_MS = 30_000;
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Starts ClickHouse (chDB) in a process of its own behind ClickHouse's HTTP interface on 127.0.0.1. The process ends
 * with this one. Not for production: one process, everything under one engine user.
 * @throws PortInUseError, DataDirLockedError, or an Error saying why the engine cannot run here
 */
export async function startEmbeddedClickHouse(options: EmbeddedClickHouseOptions): Promise<EmbeddedClickHouse> {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new Error(
      `The embedded ClickHouse does not exist for ${platform}, only for ${PLATFORMS.join(', ')} (Linux with glibc).\n` +
        '  Use docker compose, or point Girok at a ClickHouse of your own.'
    );
  }
  const child = spawn(
    process.execPath,
    ['--import', pathToFileURL(require.resolve('tsx')).href, path.join(__dirname, 'main.ts')],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: THREAD_POOL_SIZE, TZ: 'UTC', NODE_OPTIONS: '' },
    }
  );
  const lastLines = forwardLog(child, options.onLog);
  const exited: EmbeddedClickHouse['exited'] = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const started = outcomeOf(child);
  child.send({
    type: 'start',
    dataDir: path.resolve(options.dataDir),
    port: options.port,
    users: options.users ?? [{ name: 'default', password: '' }],
    maxMemoryBytes: options.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES,
  } satisfies StartMessage);
  const outcome = await started;
  if (outcome?.type !== 'listening') {
    await exited;
    throw startError(outcome, options, lastLines);
  }
  const { port } = outcome;
  return { url: `http://127.0.0.1:${port}`, port, pid: child.pid!, exited, stop: () => stop(child, exited) };
}

/** The child's one message, or undefined if it ended without one. */
function outcomeOf(child: ChildProcess): Promise<StartOutcome | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as StartOutcome));
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
}

function startError(outcome: StartOutcome | undefined, options: EmbeddedClickHouseOptions, lastLines: string[]): Error {
  if (outcome?.type !== 'failed') {
    return new Error(`The embedded ClickHouse ended before it listened. Its last lines:\n${lastLines.join('\n')}`);
  }
  switch (outcome.reason) {
    case 'port-in-use':
      return new PortInUseError(options.port);
    case 'data-dir-locked':
      return new DataDirLockedError(path.resolve(options.dataDir), outcome.lockedBy ?? 0);
    case 'engine-missing':
      return new Error(
        `The native library of chDB is missing for ${process.platform}-${process.arch}: ${outcome.message}\n` +
          '  Install the dependencies again with optional packages (npm ci, without --omit=optional), on Linux with glibc.'
      );
    case 'other':
      return new Error(`The embedded ClickHouse did not start: ${outcome.message}`);
  }
}

/** Passes log lines on and keeps the last ten for an error message. */
function forwardLog(child: ChildProcess, onLog: (line: string) => void = () => {}): string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream! }).on('line', (line) => {
      last.push(line);
      last.splice(0, last.length - 10);
      onLog(line);
    });
  }
  return last;
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await exited;
    clearTimeout(deadline);
  }
}
