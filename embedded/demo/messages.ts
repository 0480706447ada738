import { type RecordsWanted, type SentLogRecords } from './records/sendRecords';
import { type Counts } from './telemetry/counts';
import { type Destination } from './telemetry/destination';

/** What a process of the demo is told: in the variable SETTINGS_VARIABLE, as JSON, for it is needed before anything else runs. */
export interface ChildSettings extends Destination {
  /** history: hours of it, and its end in milliseconds since 1970. */
  hours?: number;
  end?: number;
  /** storefront: port of billing on 127.0.0.1. */
  billingPort?: number;
  /** ordersPage: address of Girok's pages of traces. */
  tracesPage?: string;
  records?: RecordsWanted;
}

export const SETTINGS_VARIABLE = 'GIROK_DEMO_SETTINGS';

/** What a process of the demo says to the one that started it. */
export type ChildMessage =
  | { type: 'listening'; port: number }
  | { type: 'progress'; done: number; of: number }
  | { type: 'served'; requests: number }
  | { type: 'backfilled'; counts: Counts }
  | { type: 'sent'; sent: SentLogRecords }
  | { type: 'failed'; message: string };

export type MessageOf<T extends ChildMessage['type']> = Extract<ChildMessage, { type: T }>;

/** @throws Error when this process was not started by startDemo */
export function readSettings(): ChildSettings {
  const settings = process.env[SETTINGS_VARIABLE];
  if (!settings) {
    throw new Error('This is a part of the demo and is started by startDemo (embedded/demo/process.ts).');
  }
  return JSON.parse(settings) as ChildSettings;
}

/** Says something to the parent, unless it has gone. Resolves when it is on its way. */
export function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) {
      process.send(message, undefined, undefined, () => resolve());
    } else {
      resolve();
    }
  });
}

/** Ends this process when its parent has gone or wants it to stop, after `end` has had its chance. */
export function endWithParent(end: () => Promise<unknown>): void {
  let ending = false;
  const stop = () => {
    if (!ending) {
      ending = true;
      setTimeout(() => process.exit(0), FAREWELL_MS);
      end().then(
        () => process.exit(0),
        () => process.exit(1)
      );
    }
  };
  process.once('disconnect', stop);
  if (!process.connected) {
    // it has gone already, while this process was being loaded
    stop();
  }
  process.once('SIGTERM', stop);
  // Ctrl-C reaches the whole group; the parent decides what ends when
  process.on('SIGINT', () => {});
}

/** Milliseconds for sending what still waits. */
const FAREWELL_MS = 3000;
