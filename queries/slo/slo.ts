import { BURN_ALERTS } from './burnWindows';
import { named } from '../chosen';
import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { bucket, endOf, startOf } from '../timeRange';
import { ENTRY_SPANS } from '../traces/scope';
import { fromMatching, type SpanScope, TIME } from '../traces/spans';

const LONGEST_HOURS = Math.max(...BURN_ALERTS.map(({ longHours }) => longHours));

/**
 * One row a service that served requests in the range, the one with least budget first: `requests`, `failed`,
 * `availability` (0-1), `budget_left` (1 untouched, 0 used up, negative: overspent) of the range, and for each of
 * BURN_ALERTS, ending where the range ends, how many times faster than the objective allows requests fail: at 1 the
 * budget lasts exactly the window of the objective. NULL for a window without requests. Reads the longer of range and
 * longest window.
 * @param objective share of requests that must succeed, 0 to 1 without its ends
 */
export function errorBudgets({ tables, range, where }: SpanScope, objective: Sql): Sql {
  const end = endOf(range);
  const since = (hours: number) => sql`${TIME} > ${end} - toIntervalHour(${literal(hours)})`;
  const inRange = sql`${TIME} >= ${startOf(range)}`;
  const burns = BURN_ALERTS.map(
    ({ name, longHours }) =>
      sql`if(countIf(${since(longHours)}) = 0, NULL, countIf(IsError AND ${since(longHours)}) / countIf(${since(longHours)}) / allowed) AS ${identifier(name)}`
  );
  return sql`WITH 1 - ${objective} AS allowed
SELECT ${named(sql`ServiceName`)} AS service, countIf(${inRange}) AS requests, countIf(${inRange} AND IsError) AS failed,
  1 - failed / requests AS availability, 1 - failed / requests / allowed AS budget_left,
  ${join(burns)}
FROM ${rowsOf(tables, 'traces', range)}
WHERE ${TIME} >= least(${startOf(range)}, ${end} - toIntervalHour(${literal(LONGEST_HOURS)})) AND ${TIME} <= ${end}
  AND ${ENTRY_SPANS}
  AND ${where}
GROUP BY ServiceName
HAVING requests > 0
ORDER BY budget_left, service
LIMIT 1000
${settings()}`;
}

/** How fast the error budget is spent in each interval (`time`), by service (`series`): 1 is as fast as the objective allows. */
export function burnOverTime(scope: SpanScope, objective: Sql): Sql {
  return sql`SELECT ${bucket(TIME, 'panel')} AS time, ${named(sql`ServiceName`)} AS series, countIf(IsError) / count() / (1 - ${objective}) AS Value
${fromMatching(scope)}
  AND ${ENTRY_SPANS}
GROUP BY time, series
ORDER BY time, series
${settings()}`;
}

/** What is left of the error budget (1: all of it) as the range goes on, by service. */
export function budgetOverTime(scope: SpanScope, objective: Sql): Sql {
  return sql`SELECT time, series, 1 - sum(failed) OVER past / sum(requests) OVER (PARTITION BY series) / (1 - ${objective}) AS Value
FROM (
  SELECT ${bucket(TIME, 'panel')} AS time, ${named(sql`ServiceName`)} AS series, countIf(IsError) AS failed, count() AS requests
  ${fromMatching(scope)}
    AND ${ENTRY_SPANS}
  GROUP BY time, series
)
WINDOW past AS (PARTITION BY series ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY time, series
${settings()}`;
}
