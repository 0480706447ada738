/**
 * How a consumer group stands on one partition. OK reads; LAGGING falls behind; STALLED tries and fails; STOPPED does not
 * read; REWOUND reads again what it had read; UNASSIGNED has a group but no member; NO_COMMIT has never finished a block;
 * LOST: messages were deleted unread; UNKNOWN: not enough is known to say anything else.
 */
export const LAG_STATUSES = [
  'LOST',
  'STALLED',
  'STOPPED',
  'UNASSIGNED',
  'NO_COMMIT',
  'REWOUND',
  'LAGGING',
  'UNKNOWN',
  'OK',
] as const;

export type LagStatus = (typeof LAG_STATUSES)[number];

/** The worst first: what a list is sorted by, and what stands for a whole signal. */
export const worse = (a: LagStatus, b: LagStatus): number => LAG_STATUSES.indexOf(a) - LAG_STATUSES.indexOf(b);

/** Nothing moves: a person has to act. */
export const isBroken = (status: LagStatus): boolean =>
  status === 'LOST' || status === 'STALLED' || status === 'STOPPED' || status === 'UNASSIGNED';

/** Text of a database as a status; what is none of them is UNKNOWN. */
export const lagStatus = (text: string): LagStatus => LAG_STATUSES.find((status) => status === text) ?? 'UNKNOWN';

/** How the time lag was found; empty when it is not known. */
export type LagMethod = 'nothing waits' | 'interpolated' | 'probed' | '';
