import { BURN_SECONDS } from './burnWindows';
import { allowedShare, type Slo } from './objective';
import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { ENTRY_SPANS } from '../traces/scope';
import { TIME } from '../traces/spans';

/** Whose requests are judged. `where` is a condition on spans, among them that of the service. */
interface BudgetScope {
  tables: TableMapping;
  where: Sql;
}

/** What is promised of requests, and which of them break the promise. */
interface Promised {
  name: 'availability' | 'latency';
  isBad: Sql;
  /** Share of requests that may be bad. */
  allowed: number;
}

/** A failed request is a span with an error; a slow one took longer, whether it failed or not. */
function promisesOf({ availability, latency }: Slo): Promised[] {
  const promises: Array<Promised | undefined> = [
    availability === undefined
      ? undefined
      : { name: 'availability', isBad: sql`IsError`, allowed: allowedShare(availability) },
    latency && {
      name: 'latency',
      isBad: sql`Duration > ${literal(Math.round(latency.ms * 1e6))}`,
      allowed: allowedShare(latency.percent),
    },
  ];
  return promises.filter((one) => one !== undefined);
}

/**
 * Rows for `ARRAY JOIN`: one a promise, with `objective`, `allowed`, `requests` and `bad`, both arrays with a number for
 * each of `windows`, which all end at `end`; and `first`, the time of the oldest request among them.
 * @param windows in seconds, the longest first: it is what is read
 */
export function countedBy({ tables, where }: BudgetScope, slo: Slo, end: Sql, windows: readonly number[]): Sql {
  const since = (seconds: number) => sql`${TIME} > ${end} - toIntervalSecond(${literal(seconds)})`;
  const counts = (isBad: Sql) => join(windows.map((seconds) => sql`countIf(${isBad} AND ${since(seconds)})`));
  const promises = promisesOf(slo);
  const column = (i: number) => identifier(`bad_${i}`);
  const tuples = promises.map(
    ({ name, allowed }, i) => sql`tuple(${literal(name)}, toFloat64(${literal(allowed)}), ${column(i)})`
  );
  return sql`SELECT promise.1 AS objective, promise.2 AS allowed, all_requests AS requests, promise.3 AS bad, first
FROM (
  SELECT [${counts(sql`1`)}] AS all_requests, ${join(promises.map(({ isBad }, i) => sql`[${counts(isBad)}] AS ${column(i)}`))},
    min(${TIME}) AS first
  FROM ${rowsOf(tables, 'traces')}
  WHERE ${since(windows[0])} AND ${TIME} <= ${end}
    AND ${ENTRY_SPANS}
    AND ${where}
)
ARRAY JOIN [${join(tuples)}] AS promise`;
}

/** How many times faster than allowed window `i` (from 1) of `countedBy` spends the budget. NULL without requests. */
export const burnOf = (i: number): Sql =>
  sql`if(requests[${literal(i)}] = 0, NULL, bad[${literal(i)}] / requests[${literal(i)}] / allowed)`;

/**
 * One row a promise of the objective (`objective`: availability, latency), over its window up to `end`: `allowed` (share
 * that may be bad), `all_requests`, `all_bad`, `budget_left` (1 untouched, 0 used up, negative: overspent) and for each of
 * BURN_SECONDS how many times faster than allowed the budget is spent, NULL without requests; `first` in ms since 1970,
 * the oldest request of the window. Reads the service's part of each hour of the window.
 */
export function serviceBudget(scope: BudgetScope, slo: Slo, end: Sql): Sql {
  const names = Object.keys(BURN_SECONDS) as Array<keyof typeof BURN_SECONDS>;
  const windows = [slo.days * 86_400, ...names.map((name) => BURN_SECONDS[name])];
  const burns = names.map((name, i) => sql`${burnOf(i + 2)} AS ${identifier(name)}`);
  return sql`SELECT objective, allowed, requests[1] AS all_requests, bad[1] AS all_bad,
  1 - ${burnOf(1)} AS budget_left,
  ${join(burns)},
  if(all_requests = 0, NULL, toUnixTimestamp64Milli(toDateTime64(first, 3))) AS first
FROM (
${countedBy(scope, slo, end, windows)}
)
ORDER BY objective
${settings()}`;
}
