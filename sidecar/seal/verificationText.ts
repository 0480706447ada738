import { type CheckedWindow } from './checkRows';
import { type Verification } from './verify';
import { type NamedRow } from '../../queries/compliance/records';

const WHAT: Record<NamedRow['what'], string> = {
  modified: 'was modified',
  deleted: 'was deleted',
  forged: 'was never sealed: it was put in later',
  relabelled: 'has a derived column that its content does not give',
};

/** What a verification found, for people. */
export function verificationText(found: Verification, count: (n: number, thing: string) => string): string {
  const { verdict, seals, findings, windows, unsealed, anchoredUpTo, notes } = found;
  const rows = windows.reduce((sum, { sealedRows }) => sum + sealedRows, 0);
  const bad = windows.filter(({ status }) => status !== 'OK');
  return [
    `${verdict}: ${count(seals, 'seal')}, ${count(windows.length, 'window')} with ${count(rows, 'sealed row')}.`,
    ...findings.map(({ text }) => `- ${text}`),
    ...bad.flatMap(windowLines),
    unsealed.from === undefined
      ? `Not sealed: ${count(unsealed.rows, 'row')}.`
      : `Not sealed yet: ${count(unsealed.rows, 'row')} that came after ${unsealed.from}. Changes of them are not found.`,
    ...(anchoredUpTo === undefined ? [] : [`Anchors outside agree up to seal ${anchoredUpTo}.`]),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

function windowLines({ seq, from, to, status, rows, notes, missing, extra }: CheckedWindow): string[] {
  const unnamed = missing + extra - rows.filter(({ what }) => what !== 'relabelled').length;
  return [
    `- Seal ${seq}, ${from} to ${to}: ${status}`,
    ...rows.map((row) => `    ${nameOf(row)} ${WHAT[row.what]}`),
    ...(status === 'TAMPERED' && unnamed > rows.length ? ['    and more rows, which are not listed'] : []),
    ...notes.map((note) => `    ${note}`),
  ];
}

const nameOf = ({ timestamp, recordId, service, actor, event }: NamedRow) =>
  recordId === ''
    ? `The event of ${timestamp}`
    : `The event ${recordId} of ${timestamp} (${actor} ${event}, ${service})`;
