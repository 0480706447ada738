import { settings } from '../../limits';
import { list, literal, type Sql, sql } from '../../sql';
import { rowsOf } from '../../tables';
import { within } from '../../timeRange';
import { type AuditScope } from '../audit';
import { FINDINGS, LOGIN_ACTIONS } from './findings';

/** Failed log-ins within WINDOW_MINUTES that are a burst: more than a person who has forgotten a password. */
export const BURST = 10;
export const WINDOW_MINUTES = 10;

/** Addresses from which one account is tried at once that are several: two may be a telephone and a desk. */
export const SEVERAL = 3;

const TIME = sql`Timestamp`;

/**
 * Bursts of failed log-ins, the largest first: from one address (`kind` 'source'), or on one account from several
 * addresses (`kind` 'actor'). `who` is the address or account, `peak` the most failures within WINDOW_MINUTES, `failures`
 * all of the range from `first_seen` to `last_seen`, `others` the number of accounts or addresses, and `entered` how many
 * log-ins succeeded within WINDOW_MINUTES after a failure.
 */
export function failedLoginBursts({ tables, range, where }: AuditScope): Sql {
  const seconds = literal(WINDOW_MINUTES * 60);
  return sql`SELECT kind, who, max(recent) AS peak, countIf(failed) AS failures, minIf(time, failed) AS first_seen, maxIf(time, failed) AS last_seen,
  uniqExactIf(other, failed) AS others, countIf(NOT failed AND recent > 0) AS entered
FROM (
  SELECT pair.1 AS kind, pair.2 AS who, pair.3 AS other, ${TIME} AS time, Outcome = 'failure' AS failed,
    countIf(failed) OVER recently AS recent, uniqExactIf(other, failed) OVER recently AS recent_others
  FROM ${rowsOf(tables, 'logs', range)}
  ARRAY JOIN arrayFilter(pair -> pair.2 NOT IN ('', 'unknown'), [('source', SourceAddress, Actor), ('actor', Actor, SourceAddress)]) AS pair
  WHERE ${within(TIME, range)} AND Action IN ${list(LOGIN_ACTIONS)} AND Outcome IN ('failure', 'success')
    AND ${where}
  WINDOW recently AS (PARTITION BY kind, who ORDER BY toUnixTimestamp(${TIME}) RANGE BETWEEN ${seconds} PRECEDING AND CURRENT ROW)
)
GROUP BY kind, who
HAVING peak >= ${literal(BURST)} AND (kind = 'source' OR max(recent_others) >= ${literal(SEVERAL)})
ORDER BY peak DESC, who
LIMIT ${literal(FINDINGS)}
${settings()}`;
}
