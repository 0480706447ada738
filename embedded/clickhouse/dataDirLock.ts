import { mkdirSync, openSync, closeSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';

import { errorCode } from './errorCode';

/** The data directory is in use. chDB itself would open it twice and damage it. */
export class DataDirLockedError extends Error {
  constructor(
    readonly dataDir: string,
    readonly pid: number
  ) {
    super(
      `${dataDir} is in use by the embedded ClickHouse of process ${pid}.\n` +
        `  Stop that process, or start with another data directory.\n` +
        `  If ${pid} is not an embedded ClickHouse, delete ${path.join(dataDir, 'lock')} and start again.`
    );
    this.name = 'DataDirLockedError';
  }
}

/**
 * Takes the data directory for this process. The lock names the process; one left by a dead process, by `kill -9` or a
 * power cut, is replaced.
 * @returns how to give it back
 * @throws DataDirLockedError while another live process holds it
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const descriptor = openSync(file, 'wx');
      writeSync(descriptor, `${JSON.stringify({ pid: process.pid, started: startOf(process.pid) })}\n`);
      closeSync(descriptor);
      return () => unlinkSync(file);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') {
        throw error;
      }
      const holder = readLock(file);
      if ((holder && isAlive(holder)) || attempt === 2) {
        throw new DataDirLockedError(dataDir, holder?.pid ?? 0);
      }
      unlinkSync(file);
    }
  }
}

interface Holder {
  pid: number;
  /** Start time of the process in the kernel's ticks, where the system tells: pids are used again. */
  started?: string;
}

function readLock(file: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isHolder = typeof holder === 'object' && holder !== null && 'pid' in holder && typeof holder.pid === 'number';
    return isHolder ? (holder as Holder) : undefined;
  } catch {
    return undefined; // half written by a process that was killed, or just given back
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (pid === process.pid) {
    return started === startOf(pid);
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  return started === undefined || startOf(pid) === undefined || started === startOf(pid);
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
