import { type LagStatus } from '../../queries/lag/status';

/** What is known of one group on one partition. Ages in seconds. */
export interface PartitionFacts {
  /** Samples in the window of the rules, all of one life of the topic. */
  samples: number;
  /** Of the newest sample. */
  age: number;
  /** Older than this, a sample says nothing about now. */
  staleAfter: number;
  first: number;
  end: number;
  committed: number | null;
  /** Messages that wait. */
  lag: number;
  lagSeconds: number | null;
  /** For how long the committed offset has been the same, as far as samples go back. */
  stillSeconds: number;
  /** The group has gone back in the window and not yet come to where it was. */
  isRewound: boolean;
  /** What waits has not become less anywhere in the window, and was never nothing. */
  neverLess: boolean;
  /** Of the group in each of the last three samples at most; null: not told. */
  members: number | null;
  /** A member had this partition in one of the last three samples; null: not told. */
  hasOwner: boolean | null;
  /** What ClickHouse's consumer says that still holds, in one line. */
  exception?: string;
}

export interface LagRule {
  status: LagStatus;
  when: (facts: PartitionFacts) => boolean;
  why: (facts: PartitionFacts) => string;
}

/** Fewer samples than this show no direction. */
export const ENOUGH_SAMPLES = 3;
/** A lag that never falls needs more samples to be told from chance: a block is committed every few seconds. */
const ENOUGH_TO_LAG = 5;
/** Younger than this is a block that is being filled and written, not a lag. Seconds. */
const NORMAL_SECONDS = 30;
/** So long a healthy consumer does not leave messages without a commit. Seconds. */
const STANDSTILL_SECONDS = 300;

/** The group has members, and none of them the partition. */
const isUnassigned = ({ samples, members, hasOwner }: PartitionFacts) =>
  samples >= ENOUGH_SAMPLES && members !== 0 && hasOwner === false;
const isBehind = ({ lag }: PartitionFacts) => lag > 0;
const n = (messages: number) => `${messages.toLocaleString('en')} message${messages === 1 ? '' : 's'}`;
const waits = (messages: number) => `${n(messages)} wait${messages === 1 ? 's' : ''}`;
const secs = (seconds: number) => `${Math.round(seconds)} s`;

/**
 * Status of one partition: the first rule that holds. After Burrow's, changed for a consumer that commits only when it
 * has rows: where nothing waits, silence is health. What is certain from one sample stands before what needs several,
 * and what stands still before what moves too slowly.
 */
export const LAG_RULES: readonly LagRule[] = [
  {
    status: 'UNKNOWN',
    when: ({ age, staleAfter }) => age > staleAfter,
    why: ({ age }) => `the newest sample is ${secs(age)} old`,
  },
  {
    status: 'LOST',
    when: ({ committed, end }) => committed !== null && committed > end,
    why: () => 'the topic is shorter than what was committed: it was made anew, or cut',
  },
  {
    status: 'LOST',
    when: ({ committed, first }) => committed !== null && committed < first,
    why: ({ committed, first }) => `the broker has deleted ${n(first - (committed ?? first))} that nobody had read`,
  },
  { status: 'OK', when: ({ lag }) => lag === 0, why: () => 'everything is read' },
  {
    status: 'STALLED',
    when: ({ exception, stillSeconds, samples }) =>
      exception !== undefined && samples >= ENOUGH_SAMPLES && stillSeconds > 0,
    why: ({ exception, lag }) => `${waits(lag)} and the consumer fails: ${exception}`,
  },
  {
    status: 'NO_COMMIT',
    // a partition that was added, and that no member has yet, has a rule of its own
    when: (facts) => facts.committed === null && !isUnassigned(facts),
    why: ({ lag }) => `the group has never committed here; ${waits(lag)}`,
  },
  {
    status: 'UNKNOWN',
    when: ({ samples }) => samples < ENOUGH_SAMPLES,
    why: ({ samples }) => `${n(samples).replace('message', 'sample')} only: no direction yet`,
  },
  {
    status: 'STOPPED',
    when: ({ members }) => members === 0,
    why: ({ lag }) => `${waits(lag)} and nobody is in the group`,
  },
  {
    status: 'UNASSIGNED',
    when: isUnassigned,
    why: ({ lag, members }) =>
      members === 1
        ? `${waits(lag)} and the only member does not have this partition`
        : `${waits(lag)} and none of the ${members ?? '?'} members has this partition`,
  },
  {
    status: 'STOPPED',
    when: ({ stillSeconds }) => stillSeconds >= STANDSTILL_SECONDS,
    why: ({ lag, stillSeconds }) => `${waits(lag)} and nothing was committed for ${secs(stillSeconds)}`,
  },
  {
    status: 'REWOUND',
    when: ({ isRewound }) => isRewound,
    why: ({ lag }) => `the group went back and reads again; ${n(lag)} until the end`,
  },
  {
    status: 'LAGGING',
    when: ({ neverLess, samples, lagSeconds }) =>
      neverLess && samples >= ENOUGH_TO_LAG && (lagSeconds === null || lagSeconds >= NORMAL_SECONDS),
    why: ({ lag, samples }) => `${waits(lag)}, and it has not become less in ${samples} samples`,
  },
  { status: 'OK', when: isBehind, why: ({ lag }) => `reads; ${n(lag)} on the way` },
];

/** @returns the status, and the reason that page, alert and command line show */
export function statusOf(facts: PartitionFacts): { status: LagStatus; reason: string } {
  const rule = LAG_RULES.find(({ when }) => when(facts));
  return rule ? { status: rule.status, reason: rule.why(facts) } : { status: 'UNKNOWN', reason: 'no rule fits' };
}
