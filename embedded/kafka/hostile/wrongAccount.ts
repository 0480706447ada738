import { type Signal, SIGNALS } from '../pipeline';
import { type DeadLetter, type PlacedRow } from '../storedRows';
import { type Hostile } from './hostile';

/** What the tables hold of one message. */
export interface Found {
  rows: Record<Signal, PlacedRow[]>;
  letters: DeadLetter[];
}

/**
 * What is wrong with the account of a hostile message, if anything: docs/ingestion.md, "Rules for bad input". It is
 * stored or a dead letter of each queue that it concerns, never both, never twice, never nowhere.
 */
export function wrongAccount(format: 'json' | 'protobuf', { value }: Hostile, found: Found): string | undefined {
  const queues = found.letters.map(({ letter }) => letter.split(':')[0]);
  const stored = SIGNALS.filter((signal) => found.rows[signal].length > 0);
  if (value.length === 0) {
    // the engine drops a message without a byte before any view sees it
    return stored.length + queues.length > 0 ? 'something was made of an empty message' : undefined;
  }
  if (stored.length === 0 && queues.length === 0) {
    return 'vanished';
  }
  if (new Set(queues).size < queues.length) {
    return 'more than one dead letter of one queue';
  }
  if (stored.some((signal) => queues.includes(`audit_${signal}_queue`))) {
    return 'stored, and a dead letter of the same queue';
  }
  if (found.letters.some((letter) => !isAsItCame(format, letter, value))) {
    return 'the dead letter is not the message as it came';
  }
  if (format === 'json' && !isJson(value) && (stored.length > 0 || queues.length !== 1)) {
    return `no JSON, but stored as ${stored.join(', ') || 'nothing'}, with ${queues.length} dead letters`;
  }
  return undefined;
}

/** A well-formed protobuf message without records is a dead letter without bytes. */
function isAsItCame(format: 'json' | 'protobuf', { letter, message }: DeadLetter, value: Buffer): boolean {
  const hasBytes = format === 'json' || letter.endsWith('invalid_protobuf');
  return message === (hasBytes ? value.toString('hex') : '');
}

/** UTF-8 and JSON, after a byte order mark if there is one. */
function isJson(value: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
    return true;
  } catch {
    return false;
  }
}
