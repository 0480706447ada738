import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { SPAN_FIELDS } from './fields';
import { fromMatching, type SpanScope } from './spans';
import { ATTRIBUTE_PREFIX, fieldOrThrow, RESOURCE_PREFIX } from '../fields';

/** Spans of each side that are looked at; of more, a random part is. */
export const SAMPLE = 20_000;

/** Longer values (statements, stack traces) are no values to compare. */
const LONGEST_VALUE = 300;

/** Values shown of one attribute, and all together. */
const VALUES_PER_KEY = 5;
const MOST_ROWS = 250;

const columnPairs = SPAN_FIELDS.columns
  .filter((key) => SPAN_FIELDS.catalogueEntry(key))
  .map((key) => sql`(${literal(key)}, toString(${fieldOrThrow(SPAN_FIELDS, key)}))`);

/** Attributes that have a column of their own above: nobody needs them twice. */
const WITH_COLUMN = [
  'service.name',
  'http.route',
  'http.response.status_code',
  'http.status_code',
  'peer.service',
  'service.peer.name',
].map((key) => sql`k = ${literal(key)}`);

const mapPairs = (map: string, prefix: string) =>
  sql`arrayMap((k, v) -> (concat(${literal(prefix)}, k), if(${join(WITH_COLUMN, sql` OR `)}, '', v)), mapKeys(${identifier(map)}), mapValues(${identifier(map)}))`;

/** Filter key and value of everything a span has. The pair of empty texts, which every span has, counts the spans. */
const PAIRS = sql`arrayConcat([('', '')], arrayFilter(p -> p.2 != '' AND length(p.2) <= ${literal(LONGEST_VALUE)}, arrayConcat(
      [${join(columnPairs)}],
      ${mapPairs('SpanAttributes', ATTRIBUTE_PREFIX)},
      ${mapPairs('ResourceAttributes', RESOURCE_PREFIX)})))`;

/** The spans that are set against the rest: those in the box, those that failed, or the slowest twentieth. */
export type Chosen = { condition: Sql } | 'failed' | 'slow';

function conditionOf(chosen: Chosen, scope: SpanScope): Sql {
  switch (chosen) {
    case 'failed':
      return sql`IsError`;
    case 'slow':
      return sql`Duration > (SELECT quantile(0.95)(Duration) ${fromMatching(scope)})`;
    default:
      return sql`(${chosen.condition})`;
  }
}

/** Standard error of a share, from counts with one success and one failure added: a handful of spans proves little. */
const variance = (count: Sql, all: Sql) =>
  sql`((${count} + 1) / (${all} + 2)) * (1 - (${count} + 1) / (${all} + 2)) / (${all} + 2)`;

/**
 * Every attribute and column, ranked by how differently its values are distributed among the chosen spans and the rest
 * of the matching ones. One row a value: `key` (of a filter), `value`, `selection` and `baseline` (shares of the sampled
 * spans, 0-1), `score` (difference of the shares less its standard error) and, in each row, `selection_spans` and
 * `baseline_spans` (how many there are) with `selection_sample` and `baseline_sample` (how many were looked at). The
 * first row has empty key and value and only those counts. Reads the matching spans twice, their attributes once.
 */
export function compareSpans(scope: SpanScope, chosen: Chosen): Sql {
  const isChosen = conditionOf(chosen, scope);
  return sql`WITH (SELECT (countIf(${isChosen}), countIf(NOT ${isChosen})) ${fromMatching(scope)}) AS spans,
  -- one in so many is looked at, on either side
  (intDiv(spans.1, ${literal(SAMPLE)}) + 1, intDiv(spans.2, ${literal(SAMPLE)}) + 1) AS one_in
SELECT key, value,
  chosen / greatest(1, selection_sample) AS selection,
  others / greatest(1, baseline_sample) AS baseline,
  abs(selection - baseline) - sqrt(${variance(sql`chosen`, sql`selection_sample`)} + ${variance(sql`others`, sql`baseline_sample`)}) AS score,
  max(score) OVER (PARTITION BY key) AS key_score,
  spans.1 AS selection_spans, spans.2 AS baseline_spans, selection_sample, baseline_sample
FROM (
  SELECT pair.1 AS key, pair.2 AS value, countIf(is_chosen) AS chosen, countIf(NOT is_chosen) AS others,
    max(if(key = '', chosen, 0)) OVER () AS selection_sample, max(if(key = '', others, 0)) OVER () AS baseline_sample
  FROM (
    SELECT ${isChosen} AS is_chosen, arrayJoin(${PAIRS}) AS pair
    ${fromMatching(scope)}
      AND cityHash64(SpanId, TraceId) % if(is_chosen, one_in.1, one_in.2) = 0
  )
  GROUP BY key, value
)
ORDER BY key != '', key_score DESC, key, score DESC, value
LIMIT ${literal(VALUES_PER_KEY)} BY key
LIMIT ${literal(MOST_ROWS)}
${settings()}`;
}
