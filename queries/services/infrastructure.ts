import { type ServiceScope, TIME } from './services';
import { settings } from '../limits';
import { join, literal, type Sql, sql } from '../sql';
import { rowsOf, type Signal, SIGNALS } from '../tables';
import { within } from '../timeRange';

/** Values of one attribute that are listed; more are counted. */
export const VALUES_LISTED = 8;

/**
 * Where it runs: one row for each resource attribute of the matching spans, logs and metrics: `key`, `values` (at most
 * VALUES_LISTED, the most frequent first) and `all_values`, how many there are. At most 500 keys.
 */
export function serviceInfrastructure({ tables, range, where }: ServiceScope): Sql {
  const of = (signal: Signal) => sql`SELECT ResourceAttributes AS resource, count() AS rows
FROM ${rowsOf(tables, signal, range)}
WHERE ${within(TIME[signal], range)}
  AND ${where}
GROUP BY resource`;
  return sql`SELECT key, arrayMap(pair -> pair.2, arraySlice(arrayReverseSort(groupArray((times, value))), 1, ${literal(VALUES_LISTED)})) AS values,
  count() AS all_values
FROM (
  SELECT toString(key) AS key, value, sum(rows) AS times
  FROM (
${join(SIGNALS.map(of), sql`\nUNION ALL `)}
  ) ARRAY JOIN mapKeys(resource) AS key, mapValues(resource) AS value
  GROUP BY key, value
)
GROUP BY key
ORDER BY key
LIMIT 500
${settings()}`;
}
