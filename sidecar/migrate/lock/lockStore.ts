import { type Holder } from './holder';
import { type Sql } from '../../../queries/sql';

/** One claim of the lock. Claims have rising numbers, the fences; the claim with the highest is the one that counts. */
export interface Claim {
  fence: number;
  holder: Holder;
  leaseMs: number;
  /** Since the claim was made or last renewed, by the server's clock. */
  silentMs: number;
  /** UTC, by the server's clock. */
  since: string;
  released: boolean;
}

/** Where the lock is kept. Both kinds make a claim atomically: of two that want the same fence one gets it. */
export interface LockStore {
  /** The claim with the highest fence, if there was ever one. */
  newest(): Promise<Claim | undefined>;
  /** Takes a fence. @returns false when it is taken */
  claim(fence: number, holder: Holder, leaseMs: number): Promise<boolean>;
  renew(fence: number): Promise<void>;
  release(fence: number): Promise<void>;
  /** Removes what older claims have left. */
  forgetBefore(fence: number): Promise<void>;
  /** Removes one claim. */
  forget(fence: number): Promise<void>;
  /** A scalar expression for SQL: the highest fence at the time when the statement runs. */
  readonly highestFence: Sql;
}
