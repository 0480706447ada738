import { NONE } from '../chosen';
import { literal, type Sql, sql } from '../sql';

// Grafana's node graph throws when an edge names a node that is not there: both come from the same edges.

const title = (kind: Sql, name: Sql) =>
  sql`multiIf(${kind} = 'start', 'outside', ${name} = '', ${literal(NONE)}, ${name})`;
const id = (kind: Sql, name: Sql) => sql`concat(${kind}, ' ', ${name})`;

/**
 * The nodes of `serviceEdges` as Grafana's node graph wants them: `id`, `title`, `subtitle` (kind), `mainstat` (calls/s to
 * it, of one that nobody calls those that it makes), `secondarystat` (p95 of its slowest caller, ms), `arc__ok` and `arc__failed` (shares).
 */
export function graphNodes(edges: Sql): Sql {
  return sql`SELECT id, any(name) AS title, any(kind) AS subtitle,
  if(sum(calls_in) > 0, sum(calls_in), sum(calls_out)) / any(period) AS mainstat, max(p95_in) / 1e6 AS secondarystat,
  1 - arc__failed AS arc__ok, if(sum(calls_in) = 0, 0, sum(failed_in) / sum(calls_in)) AS arc__failed
FROM (
  SELECT ${id(sql`target_kind`, sql`target`)} AS id, ${title(sql`target_kind`, sql`target`)} AS name, target_kind AS kind,
    calls AS calls_in, 0 AS calls_out, calls * error_share AS failed_in, p95 AS p95_in, seconds AS period
  FROM (${edges})
  UNION ALL
  SELECT ${id(sql`source_kind`, sql`source`)}, ${title(sql`source_kind`, sql`source`)}, source_kind, 0, calls, 0, 0, seconds
  FROM (${edges})
)
GROUP BY id
ORDER BY mainstat DESC, id`;
}

/** The edges: `id`, `source` and `target` (ids of nodes), `mainstat` (calls/s) and `secondarystat` (percent that failed). */
export function graphEdges(edges: Sql): Sql {
  return sql`SELECT concat(source, ' → ', target) AS id, source, target, mainstat, secondarystat FROM (
  SELECT ${id(sql`source_kind`, sql`source`)} AS source, ${id(sql`target_kind`, sql`target`)} AS target,
    sum(calls) / any(seconds) AS mainstat, 100 * sum(calls * error_share) / sum(calls) AS secondarystat
  FROM (${edges})
  GROUP BY 1, 2
)
ORDER BY mainstat DESC, id`;
}
