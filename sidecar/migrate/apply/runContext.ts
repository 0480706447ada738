import { type ClickHouseClient } from '@clickhouse/client';

import { type Config } from '../../config';
import { type Effect } from '../effect';
import { type Journal } from '../journal';
import { type Lock } from '../lock/lock';

/** What a run tells while it works. */
export type RunEvent =
  | { type: 'lock'; state: 'taken' | 'taken over'; detail: string }
  | {
      type: 'statement';
      /** waiting: the server took it, and its mutation goes on. */
      state: 'started' | 'waiting' | 'done' | 'failed';
      migration: string;
      position: number;
      of: number;
      description: string;
      effect: Effect;
      elapsedMs: number;
      detail: string;
    }
  | {
      type: 'queue';
      queue: string;
      state: 'paused' | 'restored' | 'not restored' | 'joining' | 'consuming' | 'not consuming';
      detail: string;
    }
  | { type: 'note'; text: string };

/** What every part of a run needs. */
export interface RunContext {
  client: ClickHouseClient;
  /** For statements that take their time. */
  statementClient: ClickHouseClient;
  config: Config;
  journal: Journal;
  lock: Lock;
  report: (event: RunEvent) => void;
  /** Aborted when a person or the system asks for the end: what runs is finished, nothing new is begun. */
  stop: AbortSignal;
}

/** Somebody asked for the end. */
export class Interrupted extends Error {
  readonly name = 'Interrupted';

  constructor(what = 'Stopped before the next statement') {
    super(`${what}, as asked. \`girok migrate up\` goes on there.`);
  }
}

/**
 * To be called before each statement. That the lock is held is asked by the journal's entry, in the same breath.
 * @throws Interrupted
 */
export async function mayGoOn({ stop, lock }: RunContext): Promise<void> {
  if (stop.aborted) {
    throw new Interrupted();
  }
  await lock.refresh();
}

/** Waits, but not past a stop. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener('abort', end);
    if (stop.aborted) {
      end();
    }
  });
}
