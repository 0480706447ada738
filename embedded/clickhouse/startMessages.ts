import { type EmbeddedUser } from './authentication';

/** What the parent tells the server process. Through IPC, not argv: passwords must not be seen in `ps`. */
export interface StartMessage {
  type: 'start';
  dataDir: string;
  port: number;
  users: EmbeddedUser[];
  maxMemoryBytes: number;
}

export type FailureReason = 'port-in-use' | 'data-dir-locked' | 'engine-missing' | 'other';

/** What the server process tells its parent, once. */
export type StartOutcome =
  | { type: 'listening'; port: number }
  | { type: 'failed'; reason: FailureReason; message: string; lockedBy?: number };
