import { literal, type Sql, sql } from '../../sql';
import { endOf, startOf, type TimeRange } from '../../timeRange';

/** Findings of one rule that are returned. */
export const FINDINGS = 50;

/** Actions that mean a log-in. Source: compliance field mapping, `audit.action`. */
export const LOGIN_ACTIONS = ['LOGIN', 'LOGON', 'SIGNIN', 'AUTHENTICATE'] as const;

/** What is usual is learned from this many days before the range. */
export const BASELINE_DAYS = 14;

/** Start of the days from which is learned what is usual. */
export const startOfBaseline = (range: TimeRange): Sql =>
  sql`(${startOf(range)} - toIntervalDay(${literal(BASELINE_DAYS)}))`;

/** The column lies in the range or in the days before it from which is learned. */
export const withinBaseline = (column: Sql, range: TimeRange): Sql =>
  sql`${column} >= ${startOfBaseline(range)} AND ${column} <= ${endOf(range)}`;
