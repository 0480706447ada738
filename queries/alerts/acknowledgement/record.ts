import { type Annotation, type Labels } from '../grafana';

/** What was done with an acknowledgement. `record`: somebody keeps what could not be kept when it was made. `end`: it had outlived its alert. */
export const ACK_ACTIONS = ['acknowledge', 'record', 'extend', 'unacknowledge', 'end'] as const;
export type AckAction = (typeof ACK_ACTIONS)[number];

/** One thing that was done, as it is kept in an annotation and sent to the audit log. */
export interface AckRecord {
  action: AckAction;
  /** Of the alert or the rule. */
  key: string;
  ruleUid: string;
  ruleTitle: string;
  /** That tell the alert apart; none for a whole rule. */
  labels: Labels;
  silenceId: string;
  /** Until when, ms since 1970; of what ends: when it ended. */
  until: number;
  /** What was said, or why it ended. */
  note: string;
  value: number | null;
  /** Id of the audit event; empty when there is none. */
  eventId: string;
}

/** A record with who and when, both set by Grafana. */
export interface KeptRecord extends AckRecord {
  id: number;
  at: number;
  login: string;
}

/** Tag of all annotations of this kind. */
export const RECORD_TAG = 'girok-ack';

export const tagsOf = ({ action, ruleUid }: AckRecord): string[] => [RECORD_TAG, action, `rule:${ruleUid}`];

const DONE: Record<AckAction, string> = {
  acknowledge: 'Acknowledged',
  record: 'Acknowledgement recorded later',
  extend: 'Acknowledgement extended',
  unacknowledge: 'Un-acknowledged',
  end: 'Acknowledgement ended',
};

/** What a reader of the dashboard sees. */
export function textOf({ action, ruleTitle, labels, note }: AckRecord): string {
  const which = Object.values(labels).join(' ');
  return `${DONE[action]}: ${ruleTitle}${which === '' ? ', all its alerts' : `, ${which}`}${note === '' ? '' : `. ${note}`}`;
}

/** A record in an annotation; undefined for one that is none, whatever its tags say. */
export function recordOf({ id, time, login, data }: Annotation): KeptRecord | undefined {
  const read = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof read[name] === 'string' ? read[name] : '');
  const action = ACK_ACTIONS.find((one) => one === read.action);
  if (action === undefined || text('key') === '' || text('ruleUid') === '') {
    return undefined;
  }
  return {
    id,
    at: time,
    login,
    action,
    key: text('key'),
    ruleUid: text('ruleUid'),
    ruleTitle: text('ruleTitle'),
    labels: labelsIn(read.labels),
    silenceId: text('silenceId'),
    until: typeof read.until === 'number' ? read.until : time,
    note: text('note'),
    value: typeof read.value === 'number' ? read.value : null,
    eventId: text('eventId'),
  };
}

function labelsIn(value: unknown): Labels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
