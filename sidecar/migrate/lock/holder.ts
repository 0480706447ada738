import { readFile, readlink } from 'node:fs/promises';
import os from 'node:os';
import { z } from 'zod';

import { version } from '../../../package.json';
import { errorCode } from '../../errorCode';

const holderSchema = z.object({
  /** `girok 0.1.0` */
  runner: z.string(),
  host: z.string(),
  pid: z.number().int(),
  /** Boot and process namespace that the pid belongs to; absent where the system does not tell (outside Linux). */
  pidScope: z.string().optional(),
});

/** Which process holds the lock. */
export type Holder = z.infer<typeof holderSchema>;

/** This process, as it signs locks and journal entries. */
export async function thisProcess(): Promise<Holder> {
  return { runner: `girok ${version}`, host: os.hostname(), pid: process.pid, pidScope: await pidScope() };
}

/** `girok 0.1.0 on db-1, pid 4711` */
export const describeHolder = ({ runner, host, pid }: Holder) => `${runner} on ${host}, pid ${pid}`;

/** What `JSON.stringify(holder)` wrote; anything else is a holder of whom nothing is known. */
export function readHolder(text: string): Holder {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return { runner: 'an unknown runner', host: 'an unknown host', pid: 0 };
  }
}

/**
 * Whether the holder is a process of this machine that is no more: then nobody will renew its lease, and there is no
 * need to wait for its end. A pid says something only within one boot and one process namespace (containers may share a
 * host name); where these are not known the answer is no.
 */
export function isKnownDead(holder: Holder, here: Holder): boolean {
  if (holder.pidScope === undefined || holder.pidScope !== here.pidScope) {
    return false;
  }
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

async function pidScope(): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
