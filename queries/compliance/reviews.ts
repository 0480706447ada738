import { settings } from '../limits';
import { identifier, type Sql, sql } from '../sql';

/** One row: reviews that wait for a signature, and how many of them are past their days of grace. */
export function reviewsWaiting(database: string): Sql {
  return sql`SELECT
  countIf(ReviewedAt IS NULL) AS open,
  countIf(ReviewedAt IS NULL AND now64(3) > DueAt + toIntervalDay(GraceDays)) AS overdue
FROM ${identifier(`${database}.compliance_reviews`)} FINAL
${settings()}`;
}
