import { type LedgerSource } from '../../queries/ledger/ledger';

/** A run of offsets, both ends included. */
export interface Gap {
  from: number;
  to: number;
}

export interface SourceRecord {
  source: LedgerSource;
  /** Distinct messages of which the table has rows. */
  messages: number;
  rows: number;
  /** Rows that a second delivery stored again; the pages do not count them, and a merge removes them. */
  rowsTwice: number;
}

/** What is known of one partition of a topic. Offsets count from 0, as Kafka's. */
export interface PartitionRecord {
  topic: string;
  partition: number;
  first: number;
  last: number;
  /** Distinct messages in all tables together. */
  messages: number;
  /** Gaps between first and last. The list may be shorter than the number of missing messages says. */
  gaps: Gap[];
  sources: SourceRecord[];
  /**
   * The smallest offset that the groups which read the topic have committed: each of them has dealt with everything
   * before it. Undefined when the broker could not be asked, null when a group has committed nothing.
   */
  committed?: number | null;
}

export type LedgerStatus = 'complete' | 'gap' | 'unknown';

export interface Verdict extends PartitionRecord {
  status: LedgerStatus;
  /** Messages between `first` and the end of what the groups have read that are in no table. */
  missing: number;
  /** The whole finding in a sentence or two. */
  text: string;
}

const number = (n: number) => n.toLocaleString('en-US');
const span = ({ from, to }: Gap) => (from === to ? number(from) : `${number(from)} to ${number(to)}`);

/**
 * Whether every message from the first that is stored to the last that the groups have read is in a table. What the
 * groups have read but no table has at the end counts as a gap, too.
 */
export function judge(record: PartitionRecord): Verdict {
  const { first, last, messages, committed } = record;
  const inside = last - first + 1 - messages;
  const behind = committed == null ? 0 : Math.max(0, committed - 1 - last);
  const missing = inside + behind;
  const gaps = behind > 0 ? [...record.gaps, { from: last + 1, to: committed! - 1 }] : record.gaps;
  const end = Math.max(last, (committed ?? 0) - 1);
  const status: LedgerStatus = missing > 0 ? 'gap' : committed === undefined ? 'unknown' : 'complete';
  return { ...record, gaps, missing, status, text: textOf(status, { first, last, end, missing, gaps, committed }) };
}

interface Facts {
  first: number;
  last: number;
  end: number;
  missing: number;
  gaps: Gap[];
  committed?: number | null;
}

function textOf(status: LedgerStatus, { first, last, end, missing, gaps, committed }: Facts): string {
  switch (status) {
    case 'gap':
      return (
        `${number(missing)} of the messages ${span({ from: first, to: end })} ${missing === 1 ? 'is' : 'are'} in no table: ` +
        gaps.map(span).join(', ') +
        (gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0) < missing ? ', …' : '') +
        '.'
      );
    case 'unknown':
      return `every message from ${number(first)} to ${number(last)} is stored. What follows is not known: the broker was not asked.`;
    case 'complete':
      return committed === null
        ? `every message from ${number(first)} to ${number(last)} is stored. A group has committed nothing here yet.`
        : `every message from ${number(first)} to ${number(end)} is stored, as far as the groups have read.`;
  }
}
