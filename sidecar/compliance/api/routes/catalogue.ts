import { Problem } from '../../../server/problem';
import { ROLES } from '../../access/roles';
import { expand } from '../../catalogue/expand';
import { type ComplianceService } from '../../complianceService';
import { lastRuns } from '../../runs/runStore';
import { type QueryVersion, type VersionRecord } from '../../versions/history';
import { type BookEntry } from '../../versions/queryBook';
import { textDiff } from '../../versions/textDiff';
import { route, type Route } from '../route';
import * as schemas from '../schemas';

/** Lists, shows, drafts, approves and retires saved queries. */
export function catalogueRoutes(service: ComplianceService): Route[] {
  const { catalogue, book, reviews, client, frameworks } = service;
  const shown = ({ query, sha256, state, records }: QueryVersion) => ({
    query,
    sql: expand(query.sql, catalogue).trim(),
    sha256,
    state,
    records,
  });

  async function listed() {
    const [entries, ran, due, schedules] = await Promise.all([
      book.entries(),
      lastRuns(client),
      reviews.list(),
      reviews.schedules(),
    ]);
    return entries.map((entry) => {
      const { query, state } = shownVersion(entry);
      const signed = due.filter((one) => one.query === entry.id && one.reviewedAt !== null);
      return {
        id: entry.id,
        origin: entry.origin,
        title: query?.title ?? entry.id,
        purpose: query?.purpose ?? entry.altered ?? '',
        controls: query?.controls ?? {},
        version: query?.version ?? 0,
        state,
        draft: entry.versions.find((one) => one.state === 'draft')?.query.version ?? null,
        lastRun: ran.find((one) => one.query === entry.id)?.at ?? null,
        lastReview: signed.length === 0 ? null : Math.max(...signed.map(({ reviewedAt }) => reviewedAt ?? 0)),
        every: schedules.find((one) => one.query === entry.id)?.every ?? null,
        overdue: due.filter((one) => one.query === entry.id && one.state === 'overdue').length,
      };
    });
  }

  const decide = (path: string, action: Exclude<VersionRecord['action'], 'drafted'>, word: string) =>
    route({
      method: 'POST',
      path,
      summary: `${word} a version that somebody else has drafted`,
      roles: ['approver'],
      body: schemas.askedDecision,
      answer: schemas.version,
      async handle({ body: { id, version, sha256, comment }, person }) {
        return shown(await book.decide(action, { id, version, sha256 }, person, comment));
      },
    });

  return [
    route({
      method: 'GET',
      path: '/catalogue',
      summary: 'Frameworks with their controls, saved queries with what became of them, and the roles of the caller',
      roles: ROLES,
      answer: schemas.catalogue,
      async handle({ person: { login, roles } }) {
        return {
          person: { login, roles: [...roles] },
          frameworks: Object.entries(catalogue.frameworks).map(([id, { title, edition, retention, controls }]) => ({
            id,
            title,
            edition,
            enabled: frameworks.includes(id),
            retention,
            controls: Object.entries(controls).map(([control, meaning]) => ({ id: control, meaning })),
          })),
          queries: await listed(),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/query',
      summary: 'A saved query with every version and who decided about it',
      roles: ROLES,
      body: schemas.askedQuery,
      answer: schemas.entry,
      async handle({ body: { id } }) {
        const { versions, ...entry } = await book.entry(id);
        return { ...entry, versions: versions.map(shown) };
      },
    }),
    route({
      method: 'POST',
      path: '/query/diff',
      summary: 'What differs between two versions of a query, line by line',
      roles: ROLES,
      body: schemas.askedDiff,
      answer: schemas.diff,
      async handle({ body: { id, from, to } }) {
        const { versions } = await book.entry(id);
        const [before, after] = [from, to].map((wanted) => {
          const found = versions.find(({ query }) => query.version === wanted);
          if (!found) {
            throw new Problem(404, `${id} has no version ${wanted}.`);
          }
          return readable(found);
        });
        return { lines: textDiff(before, after) };
      },
    }),
    route({
      method: 'POST',
      path: '/drafts',
      summary: 'A new query, or the next version of one',
      roles: ['author'],
      body: schemas.askedDraft,
      answer: schemas.version,
      async handle({ body: { query, comment }, person }) {
        return shown(await book.draft(query, person, comment));
      },
    }),
    decide('/approvals', 'approved', 'Approve'),
    decide('/rejections', 'rejected', 'Reject'),
    decide('/retirements', 'retired', 'Retire'),
  ];
}

/** The version that stands for a query in lists: the approved one, else the last. */
function shownVersion({ versions, altered }: BookEntry) {
  const version = versions.find(({ state }) => state === 'approved') ?? versions.at(-1);
  return altered !== undefined || !version
    ? { query: undefined, state: 'altered' as const }
    : { query: version.query, state: version.state };
}

/** A query as text in which a change of any part is a change of lines. */
const readable = ({ query: { sql, ...rest } }: QueryVersion) => `${JSON.stringify(rest, null, 2)}\n\n${sql.trim()}`;
