import { type ClickHouseClient } from '@clickhouse/client';

import { type SeenAnchors } from '../../seal/anchors/lookAtAnchors';
import { type TrustedKeys } from '../../seal/keys';
import { type Verification, verify } from '../../seal/verify';
import { Problem } from '../../server/problem';
import { type Catalogue } from '../catalogue/loadCatalogue';
import { derivedColumns } from '../derivedColumns';

export interface VerifierContext {
  client: ClickHouseClient;
  catalogue: Catalogue;
  trusted: TrustedKeys;
  lookAtAnchors: () => Promise<SeenAnchors>;
  /** Events older than this may be gone, and windows that ended before that take no late rows. ms since 1970. */
  bounds: (now: number) => { retainedFrom: number; lateBefore: number };
}

export type VerifierState =
  | { state: 'none' }
  | { state: 'running'; startedAt: number; by: string; windows: number; of: number }
  | { state: 'done'; startedAt: number; finishedAt: number; by: string; found: Verification }
  | { state: 'failed'; startedAt: number; finishedAt: number; by: string; problem: string };

/** Verifies the audit log in the background, one at a time, and keeps what it found last. */
export class Verifier {
  private current: VerifierState = { state: 'none' };
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly context: VerifierContext) {}

  get state(): VerifierState {
    return this.current;
  }

  /** @throws Problem 409 while one runs */
  start(by: string): void {
    if (this.current.state === 'running') {
      throw new Problem(409, `A verification runs already, for ${this.current.by}.`);
    }
    const startedAt = Date.now();
    this.current = { state: 'running', startedAt, by, windows: 0, of: 0 };
    this.running = this.run(startedAt, by);
  }

  /** When the verification that runs has ended. */
  async settled(): Promise<VerifierState> {
    await this.running;
    return this.current;
  }

  private async run(startedAt: number, by: string): Promise<void> {
    const { client, catalogue, trusted, lookAtAnchors, bounds } = this.context;
    try {
      const { heads, ...aboutAnchors } = await lookAtAnchors();
      const found = await verify({
        client,
        trusted,
        anchored: heads,
        aboutAnchors,
        derived: derivedColumns(catalogue),
        ...bounds(startedAt),
        record: true,
        onProgress: (windows, of) => (this.current = { state: 'running', startedAt, by, windows, of }),
      });
      this.current = { state: 'done', startedAt, finishedAt: Date.now(), by, found };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.current = { state: 'failed', startedAt, finishedAt: Date.now(), by, problem };
    }
  }
}
