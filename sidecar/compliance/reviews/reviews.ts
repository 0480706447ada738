import { type ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import { type Logger } from 'pino';

import { endedPeriods, type Every, type Period } from './periods';
import { readReviews, readSchedules, type Schedule, storeReview, storeSchedule } from './reviewStore';
import { type Review } from '../../../queries/compliance/records';
import { Problem } from '../../server/problem';
import { type RecordAccess } from '../access/accessEvents';
import { type Person, SCHEDULE } from '../access/person';
import { checkParameters } from '../catalogue/queryParameters';
import { type Runs, type SeenRun } from '../runs/runs';
import { type QueryBook } from '../versions/queryBook';

/** open: not signed yet. overdue: not signed within the days of grace. late: signed after them. */
export type ReviewState = 'open' | 'overdue' | 'done' | 'late';

export interface SeenReview extends Review {
  state: ReviewState;
}

export interface ReviewsContext {
  client: ClickHouseClient;
  book: QueryBook;
  runs: Runs;
  recordAccess: RecordAccess;
  log: Logger;
}

const DAY_MS = 86_400_000;
const MOST_LISTED = 500;

/** Reviews: what is run by itself at the end of each period, and who has looked at it. */
export class Reviews {
  private ticking: Promise<void> = Promise.resolve();

  constructor(private readonly context: ReviewsContext) {}

  async list(now = Date.now()): Promise<SeenReview[]> {
    const reviews = await readReviews(this.context.client, MOST_LISTED);
    return reviews.map((review) => ({ ...review, state: stateOf(review, now) }));
  }

  schedules(): Promise<Schedule[]> {
    return readSchedules(this.context.client);
  }

  /** Sets how often a query is reviewed; `none` ends it. @throws Problem 400 or 404 in words */
  async schedule(
    asked: Pick<Schedule, 'query' | 'every' | 'tenant' | 'parameters' | 'graceDays'>,
    person: Person
  ): Promise<Schedule> {
    const { client, book, recordAccess } = this.context;
    const version = await book.runnable(asked.query);
    if (asked.every !== 'none') {
      const [period] = endedPeriods(asked.every, 0, Date.now(), 1);
      const checked = checkParameters(version.query, { ...asked, ...isoPeriod(period) });
      if ('problems' in checked) {
        throw new Problem(400, checked.problems.join(' '));
      }
    }
    const schedule: Schedule = { ...asked, since: Date.now(), person: person.login };
    await recordAccess({
      name: 'schedule.set',
      action: 'UPDATE',
      person,
      target: asked.query,
      targetType: 'schedule',
      outcome: 'success',
      more: { 'audit.change.after': JSON.stringify(asked) },
    });
    await storeSchedule(client, schedule);
    return schedule;
  }

  /**
   * Signs the result of a run off: of the review that waits for it, or of one that nobody had asked for.
   * @param dueAt of the review, when the result of another run is signed in its place
   * @throws Problem 404 or 409 in words
   */
  async signOff(
    asked: { run: string; dueAt?: number; resultSha256: string; exceptions: number; notes: string },
    person: Person
  ): Promise<SeenReview> {
    const { client, runs, recordAccess } = this.context;
    const run = await runs.get(asked.run);
    if (run.status !== 'done' && run.status !== 'expired') {
      throw new Problem(409, `The run is ${run.status}: there is no result to sign off.`);
    }
    if (run.resultSha256 !== asked.resultSha256) {
      throw new Problem(409, 'The result is not the one that you have looked at.');
    }
    const all = await readReviews(client, MOST_LISTED);
    const found = all.find(({ run: id, query, dueAt }) =>
      asked.dueAt === undefined ? id === asked.run : query === run.query && dueAt === asked.dueAt
    );
    if (asked.dueAt !== undefined && !found) {
      throw new Problem(404, `No review of ${run.query} is due at that time.`);
    }
    if (found && found.reviewedAt !== null) {
      throw new Problem(409, `The review was signed off by ${found.reviewedBy} already.`);
    }
    const review: Review = {
      query: run.query,
      version: run.version,
      dueAt: found?.dueAt ?? run.startedAt,
      graceDays: found?.graceDays ?? 0,
      ...resultOf(run),
      reviewedBy: person.login,
      reviewedAt: Math.max(Date.now(), run.startedAt),
      exceptions: asked.exceptions,
      notes: asked.notes,
    };
    await recordAccess({
      name: 'review.signed',
      action: 'APPROVE',
      person,
      target: `${run.query}@${run.version}`,
      targetType: 'review',
      outcome: 'success',
      reason: asked.notes,
      more: {
        'girok.run.id': run.run,
        'girok.result.sha256': run.resultSha256,
        'girok.review.exceptions': String(asked.exceptions),
      },
    });
    await storeReview(client, review);
    return { ...review, state: found ? stateOf(review, Date.now()) : 'done' };
  }

  /** Runs what is due and was not run, one after the other. Never throws: what fails is logged and tried again. */
  tick(now = Date.now()): Promise<void> {
    const mine = this.ticking.then(() => this.runDue(now));
    this.ticking = mine;
    return mine;
  }

  private async runDue(now: number): Promise<void> {
    const { client, log } = this.context;
    try {
      const known = new Set((await readReviews(client, MOST_LISTED)).map(({ query, dueAt }) => `${query} ${dueAt}`));
      for (const schedule of await readSchedules(client)) {
        const due = endedPeriods(schedule.every as Every, schedule.since, now).filter(
          ({ to }) => !known.has(`${schedule.query} ${to}`)
        );
        // one that cannot be run keeps no other from it
        await this.runPeriods(schedule, due).catch((error: unknown) =>
          log.warn({ query: schedule.query, detail: wordsOf(error) }, 'a scheduled review was not run')
        );
      }
    } catch (error) {
      log.warn({ detail: wordsOf(error) }, 'scheduled reviews were not run');
    }
  }

  private async runPeriods(schedule: Schedule, periods: readonly Period[]): Promise<void> {
    for (const period of periods) {
      await this.runOne(schedule, period);
    }
  }

  private async runOne({ query, tenant, parameters, graceDays }: Schedule, period: Period): Promise<void> {
    const { client, runs, recordAccess, log } = this.context;
    const { from, to } = isoPeriod(period);
    const run = randomUUID();
    const purpose = `Scheduled review of ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
    await runs.start({ run, query, tenant, parameters, from, to, purpose }, SCHEDULE);
    const ended = await runs.ended(run);
    await storeReview(client, {
      query,
      version: ended.version,
      dueAt: period.to,
      graceDays,
      ...resultOf(ended),
      reviewedBy: '',
      reviewedAt: null,
      exceptions: 0,
      notes: ended.status === 'done' ? '' : `The run failed: ${ended.problem}`,
    });
    await recordAccess({
      name: 'review.due',
      action: 'REQUEST',
      person: SCHEDULE,
      target: `${query}@${ended.version}`,
      targetType: 'review',
      outcome: ended.status === 'done' ? 'success' : 'failure',
      more: { 'girok.run.id': run },
    });
    log.info({ query, run, dueAt: to }, 'a review is due');
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const isoPeriod = ({ from, to }: Period) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });

const resultOf = ({ run, status, startedAt, rows, resultSha256 }: SeenRun) => ({
  run,
  ranAt: status === 'done' || status === 'expired' ? startedAt : null,
  rows,
  resultSha256,
});

function stateOf({ dueAt, graceDays, reviewedAt }: Review, now: number): ReviewState {
  const until = dueAt + graceDays * DAY_MS;
  return reviewedAt === null ? (now > until ? 'overdue' : 'open') : reviewedAt > until ? 'late' : 'done';
}
