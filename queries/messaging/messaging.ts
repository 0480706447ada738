import { NONE } from '../chosen';
import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { rowsOf } from '../tables';
import { lengthInSeconds, within } from '../timeRange';
import { type SpanScope, TIME } from '../traces/spans';

/** Spans that send messages or take them, by the names that the semantic conventions have had. */
export const MESSAGING_SPANS = sql`SpanKind IN ('Producer', 'Consumer') AND mapContains(SpanAttributes, 'messaging.system')`;

/** Filter key of the name of a queue or topic. */
export const DESTINATION = 'attribute.messaging.destination.name';

/**
 * One row a queue or topic, the busiest first: `destination`, `system`, `sent` and `taken` messages, `sent_rate` and
 * `taken_rate` per second, `failed`, `work` (p95 of taking, in ns) and `wait`: p95 of the time from the end of sending to
 * the beginning of taking, in ns, of messages whose taker names the sender as its parent or in a link; NULL without.
 * Reads the hours of the range.
 */
export function destinations({ tables, range, where }: SpanScope): Sql {
  return sql`WITH spans AS (
  SELECT ${TIME} AS at, TraceId, SpanId, ParentSpanId, Links.TraceId AS link_traces, Links.SpanId AS link_spans, toString(SpanKind) AS kind,
    Duration, IsError, firstNonDefault(SpanAttributes['messaging.destination.name'], SpanAttributes['messaging.destination'], ${literal(NONE)}) AS destination,
    SpanAttributes['messaging.system'] AS system
  FROM ${rowsOf(tables, 'traces', range)}
  WHERE ${within(TIME, range)} AND ${MESSAGING_SPANS}
    AND ${where}
),
waits AS (
  SELECT taken.destination AS destination,
    quantile(0.95)(greatest(0, dateDiff('nanosecond', sent.at, taken.at) - toInt64(sent.Duration))) AS wait
  FROM (
    SELECT at, destination, arrayJoin(arrayConcat([(TraceId, ParentSpanId)], arrayZip(link_traces, link_spans))) AS origin
    FROM spans WHERE kind = 'Consumer'
  ) AS taken
  INNER JOIN (SELECT at, Duration, (TraceId, SpanId) AS origin FROM spans WHERE kind = 'Producer') AS sent USING (origin)
  GROUP BY destination
)
SELECT destination, any(system) AS system, countIf(kind = 'Producer') AS sent, countIf(kind = 'Consumer') AS taken,
  sent / ${lengthInSeconds(range)} AS sent_rate, taken / ${lengthInSeconds(range)} AS taken_rate, countIf(IsError) AS failed,
  if(taken = 0, NULL, quantileIf(0.95)(Duration, kind = 'Consumer')) AS work,
  anyOrNull(waits.wait) AS wait
FROM spans LEFT JOIN waits USING (destination)
GROUP BY destination
ORDER BY sent + taken DESC, destination
LIMIT 200
${settings()} , join_use_nulls = 1`;
}
