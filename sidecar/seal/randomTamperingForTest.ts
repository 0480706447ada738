import { type ClickHouseClient } from '@clickhouse/client';

import { COLUMNS } from './sealedForTest';
import { type Verification } from './verify';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One way of tampering, what must be found of it, and how it is undone. */
export interface Tampering {
  name: string;
  /** Statements on the tables. */
  statements: string[];
  /** `what recordId` of every row that must be named, sorted; empty when it is about the chain. */
  rows: string[];
  /** Of what must be said about the chain. */
  finding?: RegExp;
  undo: string[];
}

const where = (ids: readonly number[]) =>
  `LogAttributes['audit.record.id'] IN (${ids.map((id) => `'r-${id}'`).join(', ')})`;

/** @param rows events `r-0` … of `manyRows` @param seals number of the last seal; copies of both tables are in `kept_…` */
export function randomTampering(random: (below: number) => number, rows: number, seals: number): Tampering {
  const ids = [...new Set(Array.from({ length: 1 + random(3) }, () => random(rows)))].sort((a, b) => a - b);
  const some = where(ids);
  const back = [
    `DELETE FROM otel_audit_logs WHERE ${some}`,
    `INSERT INTO otel_audit_logs (${COLUMNS}) SELECT ${COLUMNS} FROM kept_otel_audit_logs WHERE ${some}`,
  ];
  const named = (what: string) => ids.map((id) => `${what} r-${id}`).sort();
  const putIn = (changes: Record<string, string>, settings = '') => {
    const columns = [...new Set([...COLUMNS.split(', '), ...Object.keys(changes)])];
    return `INSERT INTO otel_audit_logs (${columns.join(', ')}) ${settings}
      SELECT ${columns.map((name) => changes[name] ?? name).join(', ')} FROM kept_otel_audit_logs WHERE ${some}`;
  };
  const remove = `DELETE FROM otel_audit_logs WHERE ${some}`;
  const at = 1 + random(seals);
  const sealBack = [
    `DELETE FROM audit_seals WHERE Seq = ${at}`,
    `INSERT INTO audit_seals SELECT * FROM kept_audit_seals WHERE Seq = ${at}`,
  ];
  const ways: Array<() => Tampering> = [
    () => ({
      name: `edit the body of ${ids.join()}`,
      statements: [`ALTER TABLE otel_audit_logs UPDATE Body = concat(Body, '!') WHERE ${some}`],
      rows: named('modified'),
      undo: back,
    }),
    () => ({
      name: `other attributes for ${ids.join()}`,
      statements: [remove, putIn({ LogAttributes: "mapUpdate(LogAttributes, map('audit.outcome', 'success'))" })],
      rows: named('modified'),
      undo: back,
    }),
    () => ({ name: `delete ${ids.join()}`, statements: [remove], rows: ids.map(() => 'deleted ').sort(), undo: back }),
    () => ({
      name: `forge beside ${ids.join()}`,
      statements: [putIn({ RecordHash: 'RecordHash + 1', Body: "'forged'" })],
      rows: named('forged'),
      undo: back,
    }),
    () => ({
      name: `another time for ${ids.join()}`,
      statements: [remove, putIn({ Timestamp: 'Timestamp + INTERVAL 1 NANOSECOND' })],
      rows: [...ids.map(() => 'deleted '), ...named('forged')].sort(),
      undo: back,
    }),
    () => ({
      name: `another target in the derived column of ${ids.join()}`,
      statements: [remove, putIn({ Target: "'somewhere else'" }, 'SETTINGS insert_allow_materialized_columns = 1')],
      rows: named('relabelled'),
      undo: back,
    }),
    () => ({
      name: `delete seal ${at}`,
      statements: [`DELETE FROM audit_seals WHERE Seq = ${at}`],
      rows: [],
      // the last one leaves no gap: only an anchor knows of it
      finding: at === seals ? new RegExp(`knows seal ${at}`) : new RegExp(`Seals ${at} to ${at} are missing`),
      undo: sealBack,
    }),
    () => ({
      name: `another signature for seal ${at}`,
      statements: [`ALTER TABLE audit_seals UPDATE Signature = reverse(Signature) WHERE Seq = ${at}`],
      rows: [],
      finding: new RegExp(`signature of seal ${at} is wrong`),
      undo: sealBack,
    }),
    () => ({
      name: `fewer rows in seal ${at}`,
      statements: [`ALTER TABLE audit_seals UPDATE Rows = Rows + 1 WHERE Seq = ${at}`],
      rows: [],
      finding: new RegExp(`Seal ${at}: the stored Rows differ`),
      undo: sealBack,
    }),
    () => ({
      name: `another text for seal ${at}`,
      statements: [
        `ALTER TABLE audit_seals UPDATE Payload = replace(Payload, '"server":"', '"server":"0') WHERE Seq = ${at}`,
      ],
      rows: [],
      finding: new RegExp(`signature of seal ${at} is wrong`),
      undo: sealBack,
    }),
  ];
  return ways[random(ways.length)]();
}

/** Runs it, has it verified, and undoes it. */
export async function tamper(
  client: ClickHouseClient,
  { statements, undo }: Tampering,
  check: () => Promise<Verification>
): Promise<Verification> {
  const run = (query: string) => client.command({ query, clickhouse_settings: { mutations_sync: '2' } });
  for (const statement of statements) {
    await run(statement);
  }
  const found = await check();
  for (const statement of undo) {
    await run(statement);
  }
  return found;
}

/** `what recordId` of every row that a verification names, sorted. */
export const namedRows = ({ windows }: Verification) =>
  windows.flatMap(({ rows }) => rows.map(({ what, recordId }) => `${what} ${recordId}`)).sort();

/** Copies of the tables, from which tampering is undone. */
export async function keepCopies(client: ClickHouseClient): Promise<void> {
  for (const table of ['otel_audit_logs', 'audit_seals']) {
    await client.command({
      query: `CREATE TABLE kept_${table} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${table}`,
    });
  }
}
