import { type ClickHouseClient } from '@clickhouse/client';

import {
  type History,
  nextRecord,
  type QueryVersion,
  readHistory,
  refusalOf,
  type StoredRecord,
  type VersionRecord,
} from './history';
import { readRecords, storeRecord } from './versionStore';
import { canonical, hashOf } from '../../seal/canonical';
import { type SigningKey, type TrustedKeys } from '../../seal/keys';
import { Problem } from '../../server/problem';
import { type RecordAccess } from '../access/accessEvents';
import { type Person } from '../access/person';
import { problemsOf } from '../catalogue/checkQuery';
import { type Catalogue } from '../catalogue/loadCatalogue';
import { type SavedQuery } from '../catalogue/schema';

/** A saved query with its versions. */
export interface BookEntry {
  id: string;
  /** girok: ships with it and is read-only. own: drafted and approved here. */
  origin: 'girok' | 'own';
  versions: readonly QueryVersion[];
  /** Why no version of it can be believed. */
  altered?: string;
}

export interface BookContext {
  client: ClickHouseClient;
  catalogue: Catalogue;
  key: SigningKey;
  trusted: TrustedKeys;
  recordAccess: RecordAccess;
  /** What ClickHouse says against a query, a sentence each. */
  tryOut: (query: SavedQuery) => Promise<string[]>;
}

/** The saved queries: those that ship with girok, and those that were drafted here. One process writes at a time. */
export class QueryBook {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: BookContext) {}

  /** Every query, in order of its id. */
  async entries(): Promise<BookEntry[]> {
    const { client, catalogue, trusted } = this.context;
    const shipped = [...catalogue.queries.values()].map(shippedEntry);
    const own = [...byQuery(await readRecords(client))].map(([id, rows]) => ownEntry(id, readHistory(rows, trusted)));
    // a query that girok ships since then keeps its name, and the own one is still to be seen
    return [...shipped, ...own].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  }

  /** @throws Problem 404 when there is none */
  async entry(id: string): Promise<BookEntry> {
    const found = (await this.entries()).find((one) => one.id === id);
    if (!found) {
      throw new Problem(404, `There is no saved query "${id}".`);
    }
    return found;
  }

  /**
   * A version that may be run: approved, or superseded by a later one. Without a number, the one that is approved now.
   * @throws Problem 404 or 409 in words
   */
  async runnable(id: string, version?: number): Promise<QueryVersion> {
    const { versions, altered } = await this.entry(id);
    if (altered !== undefined) {
      throw new Problem(409, `${id} cannot be run: its versions in ClickHouse were altered. ${altered}`);
    }
    const found =
      version === undefined
        ? versions.find(({ state }) => state === 'approved')
        : versions.find(({ query }) => query.version === version);
    if (!found) {
      throw new Problem(
        404,
        version === undefined ? `${id} has no approved version.` : `${id} has no version ${version}.`
      );
    }
    if (found.state !== 'approved' && found.state !== 'superseded') {
      throw new Problem(
        409,
        `Version ${found.query.version} of ${id} is ${found.state}, and only what was approved is run.`
      );
    }
    return found;
  }

  /** What is wrong with a query, a sentence each: its words first, then what ClickHouse says. */
  async problems(query: SavedQuery): Promise<string[]> {
    const { catalogue, tryOut } = this.context;
    const found = problemsOf(query, catalogue, catalogue.frameworks);
    return found.length > 0 ? found : tryOut(query);
  }

  /**
   * A new query, or the next version of an own one.
   * @param version that it becomes, so that nobody drafts over what they have not seen
   * @throws Problem 409 or 422 in words
   */
  draft(query: SavedQuery, person: Person, comment: string): Promise<QueryVersion> {
    return this.alone(async () => {
      const { id, version } = query;
      if (this.context.catalogue.queries.has(id)) {
        throw new Problem(409, `${id} ships with girok and cannot be changed: save a copy under another name.`);
      }
      const history = await this.history(id);
      const next = (history?.versions.length ?? 0) + 1;
      if (version !== next) {
        throw new Problem(
          409,
          `The next version of ${id} is ${next}, not ${version}: somebody may have drafted meanwhile.`
        );
      }
      const open = history?.versions.find(({ state }) => state === 'draft');
      if (open) {
        throw new Problem(409, `Version ${open.query.version} of ${id} is a draft still: approve or reject it first.`);
      }
      const problems = await this.problems(query);
      if (problems.length > 0) {
        throw new Problem(422, problems.join(' '));
      }
      await this.write(
        history,
        { query: id, version, action: 'drafted', sha256: hashOf(query), person, comment },
        query
      );
      return this.versionOf(id, version);
    });
  }

  /**
   * Approves, rejects or retires a version.
   * @param sha256 hash of the version that the person has seen
   * @throws Problem 403, 404 or 409 in words
   */
  decide(
    action: Exclude<VersionRecord['action'], 'drafted'>,
    about: { id: string; version: number; sha256: string },
    person: Person,
    comment: string
  ): Promise<QueryVersion> {
    return this.alone(async () => {
      const { id, version, sha256 } = about;
      if (this.context.catalogue.queries.has(id)) {
        throw new Problem(409, `${id} ships with girok: it is neither approved nor retired here.`);
      }
      const history = await this.history(id);
      const found = history?.versions.find(({ query }) => query.version === version);
      if (!history || !found) {
        throw new Problem(404, `There is no version ${version} of ${id}.`);
      }
      if (found.sha256 !== sha256) {
        throw new Problem(409, `Version ${version} of ${id} is not the one that you have looked at.`);
      }
      const refused = refusalOf(found, action, person);
      if (refused !== undefined) {
        throw new Problem(found.state === 'draft' ? 403 : 409, refused);
      }
      await this.write(history, { query: id, version, action, sha256, person, comment });
      return this.versionOf(id, version);
    });
  }

  private async versionOf(id: string, version: number): Promise<QueryVersion> {
    const found = (await this.history(id))?.versions.find(({ query }) => query.version === version);
    if (!found) {
      throw new Problem(503, 'ClickHouse does not give back what was just stored. Look at the query again.');
    }
    return found;
  }

  /** @throws Problem 409 when it was altered */
  private async history(id: string): Promise<Exclude<History, { altered: string }> | undefined> {
    const rows = byQuery(await readRecords(this.context.client)).get(id);
    const history = rows && readHistory(rows, this.context.trusted);
    if (history && 'altered' in history) {
      throw new Problem(409, `The versions of ${id} in ClickHouse were altered. ${history.altered}`);
    }
    return history;
  }

  private async write(
    history: Exclude<History, { altered: string }> | undefined,
    about: Omit<Parameters<typeof nextRecord>[1], 'person'> & { person: Person },
    query?: SavedQuery
  ): Promise<void> {
    const { client, key, recordAccess } = this.context;
    await recordAccess({
      name: `query.${about.action}`,
      action: ACTIONS[about.action],
      person: about.person,
      target: `${about.query}@${about.version}`,
      targetType: 'saved query',
      outcome: 'success',
      reason: about.comment,
      more: { 'girok.query.sha256': about.sha256 },
    });
    const record = nextRecord(history, about, Date.now(), key);
    await storeRecord(client, record, query === undefined ? '' : canonical(query), key.kid);
  }

  /** One after the other: two records with one number would be a fork. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

const ACTIONS = { drafted: 'CREATE', approved: 'APPROVE', rejected: 'REJECT', retired: 'RETIRE' } as const;

function byQuery(records: readonly StoredRecord[]): Map<string, StoredRecord[]> {
  const queries = new Map<string, StoredRecord[]>();
  for (const record of records) {
    queries.set(record.query, [...(queries.get(record.query) ?? []), record]);
  }
  return queries;
}

const shippedEntry = (query: SavedQuery): BookEntry => ({
  id: query.id,
  origin: 'girok',
  versions: [{ query, sha256: hashOf(query), state: 'approved', records: [] }],
});

const ownEntry = (id: string, history: History): BookEntry =>
  'altered' in history
    ? { id, origin: 'own', versions: [], altered: history.altered }
    : { id, origin: 'own', versions: history.versions };
