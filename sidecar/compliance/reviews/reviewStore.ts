import { type ClickHouseClient } from '@clickhouse/client';

import { type Every } from './periods';
import { type Review } from '../../../queries/compliance/records';
import { askRows } from '../../seal/sealStore';
import { sqlTime } from '../../sqlTime';

/** What is run by itself for a review. */
export interface Schedule {
  query: string;
  every: Every | 'none';
  tenant: string;
  parameters: Record<string, string | number>;
  graceDays: number;
  /** ms since 1970. */
  since: number;
  person: string;
}

export async function readSchedules(client: ClickHouseClient): Promise<Schedule[]> {
  const rows = await askRows<Omit<Schedule, 'parameters'> & { parameters: string }>(
    client,
    `SELECT QueryId AS query, Every AS every, Tenant AS tenant, Parameters AS parameters, GraceDays AS graceDays,
       toUnixTimestamp64Milli(Since) AS since, Person AS person
     FROM compliance_schedules FINAL WHERE Every != 'none' ORDER BY query`
  );
  return rows.map((row) => ({ ...row, parameters: JSON.parse(row.parameters) as Schedule['parameters'] }));
}

export async function storeSchedule(client: ClickHouseClient, schedule: Schedule): Promise<void> {
  await client.insert({
    table: 'compliance_schedules',
    values: [
      {
        QueryId: schedule.query,
        Every: schedule.every,
        Tenant: schedule.tenant,
        Parameters: JSON.stringify(schedule.parameters),
        GraceDays: schedule.graceDays,
        Since: sqlTime(schedule.since),
        Person: schedule.person,
        UpdatedAt: sqlTime(Date.now()),
      },
    ],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  });
}

/** The latest ones first. */
export const readReviews = (client: ClickHouseClient, limit: number): Promise<Review[]> =>
  askRows(
    client,
    `SELECT QueryId AS query, QueryVersion AS version, toUnixTimestamp64Milli(DueAt) AS dueAt, GraceDays AS graceDays,
       RunId AS run, toUnixTimestamp64Milli(RanAt) AS ranAt, RowCount AS rows, ResultSha256 AS resultSha256,
       ReviewedBy AS reviewedBy, toUnixTimestamp64Milli(ReviewedAt) AS reviewedAt, Exceptions AS exceptions, Notes AS notes
     FROM compliance_reviews FINAL ORDER BY dueAt DESC, query LIMIT {limit:UInt32}`,
    { limit }
  );

export async function storeReview(client: ClickHouseClient, review: Review): Promise<void> {
  const time = (at: number | null) => (at === null ? null : sqlTime(at));
  await client.insert({
    table: 'compliance_reviews',
    values: [
      {
        QueryId: review.query,
        QueryVersion: review.version,
        DueAt: sqlTime(review.dueAt),
        GraceDays: review.graceDays,
        RunId: review.run,
        RanAt: time(review.ranAt),
        RowCount: review.rows,
        ResultSha256: review.resultSha256,
        ReviewedBy: review.reviewedBy,
        ReviewedAt: time(review.reviewedAt),
        Exceptions: review.exceptions,
        Notes: review.notes,
        UpdatedAt: sqlTime(Date.now()),
      },
    ],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  });
}
