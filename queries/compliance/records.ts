/** What `girok serve` keeps of saved queries and gives to the page. Times are ms since 1970. */

export interface RunFacts {
  run: string;
  query: string;
  version: number;
  person: string;
  purpose: string;
  startedAt: number;
  finishedAt: number | null;
  rows: number;
  resultSha256: string;
  problem: string;
  keptUntil: number;
}

/** A review that is or was due. */
export interface Review {
  query: string;
  version: number;
  dueAt: number;
  graceDays: number;
  run: string;
  ranAt: number | null;
  rows: number;
  resultSha256: string;
  reviewedBy: string;
  reviewedAt: number | null;
  exceptions: number;
  notes: string;
}

/** A row of the audit log that differs from what was sealed, as it can be named. */
export interface NamedRow {
  /** modified: another content at the same time. deleted: gone. forged: was never sealed. relabelled: a derived column. */
  what: 'modified' | 'deleted' | 'forged' | 'relabelled';
  /** Of the event, UTC. */
  timestamp: string;
  /** As the row is now; empty for one that is gone. */
  recordId: string;
  service: string;
  actor: string;
  event: string;
}
