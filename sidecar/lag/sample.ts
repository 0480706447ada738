/** What one look at the broker saw of one group on one partition. Offsets as in kafka/offsets.ts. */
export interface Sample {
  /** When it was seen, by girok's clock. Milliseconds since 1970. */
  at: number;
  first: number;
  end: number;
  /** null: the group has never committed here. */
  committed: number | null;
  /** null: the broker does not tell who is in the group. */
  readers: Readers | null;
}

export interface Readers {
  /** Members of the whole group. */
  members: number;
  /** Who has this partition, as `client id at host`; null: nobody. */
  owner: string | null;
}

/** Messages that wait; where the group has not committed, all that the broker keeps, which is where the queues begin. */
export function messagesBehind({ first, end, committed }: Sample): number {
  return Math.max(0, end - Math.max(committed ?? first, first));
}
