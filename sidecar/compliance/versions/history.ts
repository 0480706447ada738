import { z } from 'zod';

import { canonical, sha256Hex } from '../../seal/canonical';
import { signed, type SigningKey, type TrustedKeys } from '../../seal/keys';
import { querySchema, type SavedQuery } from '../catalogue/schema';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What was done to a version of a query, as it is signed. */
export const versionRecordSchema = z.strictObject({
  v: z.literal(1),
  query: z.string(),
  /** Of the records of this query, from 0. */
  seq: z.int().min(0),
  version: z.int().min(1),
  action: z.enum(['drafted', 'approved', 'rejected', 'retired']),
  /** Hash of the canonical JSON of the query. */
  sha256: hash,
  person: z.strictObject({ uid: z.string(), login: z.string() }),
  at: z.iso.datetime(),
  comment: z.string(),
  /** Hash of the record before; of the first one 64 zeros. */
  prev: hash,
});

export type VersionRecord = z.infer<typeof versionRecordSchema>;

/** A row of compliance_versions, trusted in nothing. */
export interface StoredRecord {
  query: string;
  seq: number;
  version: number;
  action: string;
  person: string;
  /** ms since 1970. */
  at: number;
  comment: string;
  sha256: string;
  definition: string;
  record: string;
  keyId: string;
  signature: string;
}

export type VersionState = 'draft' | 'approved' | 'superseded' | 'rejected' | 'retired';

export interface QueryVersion {
  query: SavedQuery;
  sha256: string;
  state: VersionState;
  /** What was done to it, in order. */
  records: VersionRecord[];
}

/** Every version of one query, or why they cannot be believed. */
export type History = { versions: QueryVersion[]; head: { seq: number; hash: string } } | { altered: string };

const FIRST = '0'.repeat(64);

/** The next record of a query, with its signature. */
export function nextRecord(
  history: { head: { seq: number; hash: string } } | undefined,
  about: Pick<VersionRecord, 'query' | 'version' | 'action' | 'sha256' | 'person' | 'comment'>,
  now: number,
  key: SigningKey
): { record: VersionRecord; text: string; signature: string } {
  const record: VersionRecord = {
    v: 1,
    ...about,
    person: { uid: about.person.uid, login: about.person.login },
    seq: history === undefined ? 0 : history.head.seq + 1,
    at: new Date(now).toISOString(),
    prev: history?.head.hash ?? FIRST,
  };
  const text = canonical(record);
  return { record, text, signature: key.sign(text) };
}

/**
 * Reads what is stored of one query, and believes none of it that is not signed, linked and allowed: a row that was edited,
 * inserted or deleted in the middle makes all of the query unusable, and says why.
 * @param rows in order of their number
 */
export function readHistory(rows: readonly StoredRecord[], trusted: TrustedKeys): History {
  const versions: QueryVersion[] = [];
  let head = { seq: -1, hash: FIRST };
  for (const row of rows) {
    const read = readRecord(row, trusted);
    if (typeof read === 'string') {
      return { altered: `Row ${row.seq} of ${row.query}: ${read}` };
    }
    const { record, query } = read;
    if (record.seq !== head.seq + 1 || record.prev !== head.hash) {
      return {
        altered: `Row ${row.seq} of ${row.query} does not follow the one before: a row was deleted, or put in.`,
      };
    }
    const wrong = apply(versions, record, query);
    if (wrong !== undefined) {
      return { altered: `Row ${row.seq} of ${row.query}: ${wrong}` };
    }
    head = { seq: record.seq, hash: sha256Hex(row.record) };
  }
  return { versions, head };
}

function readRecord(
  row: StoredRecord,
  trusted: TrustedKeys
): { record: VersionRecord; query: SavedQuery | undefined } | string {
  const key = trusted.get(row.keyId);
  if (key === undefined) {
    return `it is signed by the key ${row.keyId.slice(0, 64)}, which girok does not trust.`;
  }
  if (!signed(row.record, row.signature, key)) {
    return 'its signature is wrong: girok did not write it.';
  }
  const parsed = versionRecordSchema.safeParse(JSON.parse(row.record));
  if (!parsed.success) {
    return 'it is of a form that this girok does not know.';
  }
  const record = parsed.data;
  const shown = [row.query, row.seq, row.version, row.action, row.person, row.at, row.comment, row.sha256];
  const { query, seq, version, action, person, at, comment, sha256 } = record;
  const said = [query, seq, version, action, person.login, Date.parse(at), comment, sha256];
  if (shown.some((one, i) => one !== said[i])) {
    return 'its columns are not what was signed.';
  }
  if (action !== 'drafted') {
    return row.definition === '' ? { record, query: undefined } : 'it has a definition, and is no draft.';
  }
  if (sha256Hex(row.definition) !== sha256) {
    return 'its definition is not the one that was signed: it was edited.';
  }
  const definition = querySchema.safeParse(JSON.parse(row.definition));
  return definition.success
    ? { record, query: definition.data }
    : 'its definition is of a form that this girok does not know.';
}

/** Adds a record; says what is wrong when it could not have been written by the rules. */
function apply(versions: QueryVersion[], record: VersionRecord, query: SavedQuery | undefined): string | undefined {
  const { action, version, sha256 } = record;
  if (action === 'drafted') {
    if (version !== versions.length + 1 || query?.version !== version) {
      return 'its version is not the next one.';
    }
    versions.push({ query, sha256, state: 'draft', records: [record] });
    return undefined;
  }
  const of = versions.find((one) => one.query.version === version);
  if (of === undefined || of.sha256 !== sha256) {
    return 'it is about a version that was not drafted so.';
  }
  const refused = refusalOf(of, action, record.person);
  if (refused !== undefined) {
    return refused;
  }
  of.records.push(record);
  of.state = action;
  if (action === 'approved') {
    for (const earlier of versions) {
      if (earlier !== of && earlier.state === 'approved') {
        earlier.state = 'superseded';
      }
    }
  }
  return undefined;
}

/** Why something may not be done to a version, in words; undefined when it may. Who wrote it can not approve it. */
export function refusalOf(
  { state, records, query }: QueryVersion,
  action: VersionRecord['action'],
  person: VersionRecord['person']
): string | undefined {
  const name = `Version ${query.version} of ${query.id}`;
  if (action === 'retired') {
    return state === 'approved' || state === 'superseded'
      ? undefined
      : `${name} is ${state}: only what was approved can be retired.`;
  }
  if (state !== 'draft') {
    return `${name} is ${state} already: what was decided is not decided again. A change is a new version.`;
  }
  const author = records[0].person;
  return action === 'approved' && (author.uid === person.uid || author.login === person.login)
    ? `${name} was drafted by ${author.login}: somebody else has to approve it.`
    : undefined;
}
