import { ACKNOWLEDGEMENT } from './limits';

/** What Girok remembers in the comment of a silence: it makes the silence an acknowledgement. Anybody can write one. */
export interface Mark {
  note: string;
  /** Key of the alert, or of the rule. */
  key: string;
  /** Since when the alert fired; empty for a rule. */
  since: string;
  /** What the rule measured then. */
  value: number | null;
}

/** Known to kthxbye and karma as well. */
const PREFIX = 'ACK!';
const TAIL = ' ·girok';

/** Comment of the silence: what people read first, then what Girok does. */
export function commentOf({ note, ...rest }: Mark): string {
  const shown = note.replaceAll('·', '-').slice(0, ACKNOWLEDGEMENT.longestNote).trim();
  return `${PREFIX} ${shown}${TAIL}${JSON.stringify({ v: 1, ...rest })}`;
}

/** The mark in a comment; undefined for a silence that is none of ours, or whose mark somebody has damaged. */
export function markOf(comment: string): Mark | undefined {
  const tail = comment.lastIndexOf(TAIL);
  if (!comment.startsWith(PREFIX) || tail === -1) {
    return undefined;
  }
  const note = comment.slice(PREFIX.length, tail).trim();
  const { v, key, since, value } = jsonObject(comment.slice(tail + TAIL.length));
  if (v !== 1 || typeof key !== 'string' || typeof since !== 'string') {
    return undefined;
  }
  return { note, key, since, value: typeof value === 'number' && Number.isFinite(value) ? value : null };
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
