import { type ClickHouseClient } from '@clickhouse/client';
import { type Logger } from 'pino';

import { type Reviews, type SeenReview } from './reviews';
import { type SendNotice } from './webhook';
import { askRows } from '../../seal/sealStore';
import { type RecordAccess } from '../access/accessEvents';
import { SCHEDULE } from '../access/person';

/** What is told of a review that waits for a signature: nothing of its rows, and nobody's name. */
export interface Notice {
  v: 1;
  /** The same whenever this is told: whoever gets it twice can see it. */
  id: string;
  kind: 'due' | 'overdue';
  /** For people. */
  text: string;
  query: string;
  version: number;
  /** Of its result. */
  run: string;
  /** ISO 8601, UTC. */
  dueAt: string;
  /** After this it is overdue. */
  signBy: string;
  /** Of the page with the reviews, where girok knows Grafana's address. */
  url?: string;
}

export interface NoticesContext {
  client: ClickHouseClient;
  reviews: Reviews;
  recordAccess: RecordAccess;
  send: SendNotice;
  /** Address of the page with the reviews. */
  page?: string;
  log: Logger;
}

const DAY_MS = 86_400_000;
const EVENT = 'review.notified';

/**
 * Tells of reviews that are due, and again when they are overdue. What was told is an audit event, by which the next process
 * knows it; what could not be told is tried again at the next look.
 */
export class Notices {
  private readonly told = new Set<string>();

  constructor(private readonly context: NoticesContext) {}

  /** Tells what was not told yet. Never throws: what fails is logged. */
  async tick(now = Date.now()): Promise<void> {
    const { send, log } = this.context;
    try {
      for (const notice of await this.untold(now)) {
        await send(notice);
        // before it is recorded: an audit log that is away must not make it come again and again
        this.told.add(notice.id);
        await this.record(notice);
        log.info({ query: notice.query, notice: notice.kind }, 'a notice of a review was sent');
      }
    } catch (error) {
      // the receiver is away for all of them
      log.warn({ detail: error instanceof Error ? error.message : String(error) }, 'a notice of a review was not sent');
    }
  }

  private async untold(now: number): Promise<Notice[]> {
    const waiting = (await this.context.reviews.list(now)).flatMap((review) => noticeOf(review, this.context.page));
    const fresh = waiting.filter(({ id }) => !this.told.has(id));
    if (fresh.length > 0) {
      await this.rememberTold(Math.min(...fresh.map(({ dueAt }) => Date.parse(dueAt))));
    }
    return fresh.filter(({ id }) => !this.told.has(id));
  }

  /** @param since ms since 1970: nothing is told before it is due, but by a clock that was ahead */
  private async rememberTold(since: number): Promise<void> {
    const rows = await askRows<{ id: string }>(
      this.context.client,
      `SELECT DISTINCT LogAttributes['girok.notice.id'] AS id FROM otel_audit_logs
       WHERE Timestamp >= fromUnixTimestamp64Milli({since:Int64}) AND Actor = {actor:String} AND EventName = {event:String}`,
      { since: Math.min(since, Date.now()) - DAY_MS, actor: SCHEDULE.login, event: `girok.compliance.${EVENT}` }
    );
    rows.forEach(({ id }) => this.told.add(id));
  }

  private record({ id, kind, query, version, run }: Notice): Promise<void> {
    return this.context.recordAccess({
      name: EVENT,
      action: 'NOTIFY',
      person: SCHEDULE,
      target: `${query}@${version}`,
      targetType: 'review',
      outcome: 'success',
      reason: kind,
      more: { 'girok.notice.id': id, 'girok.run.id': run },
    });
  }
}

/** What there is to tell of a review now. */
function noticeOf({ state, query, version, run, dueAt, graceDays, ranAt }: SeenReview, url?: string): Notice[] {
  if (state !== 'open' && state !== 'overdue') {
    return [];
  }
  const signBy = new Date(dueAt + graceDays * DAY_MS).toISOString();
  const due = new Date(dueAt).toISOString();
  const kind = state === 'open' ? 'due' : 'overdue';
  const what = `The review of ${query} for the period that ended on ${due.slice(0, 10)}`;
  const text = [
    kind === 'due'
      ? `${what} waits for a signature until ${signBy}.`
      : `${what} is overdue: nobody signed it until ${signBy}.`,
    ...(ranAt === null ? ['Its run failed: run the query again and sign that result.'] : []),
  ].join(' ');
  return [
    { v: 1, id: `${kind} ${query} ${due}`, kind, text, query, version, run, dueAt: due, signBy, ...(url && { url }) },
  ];
}
