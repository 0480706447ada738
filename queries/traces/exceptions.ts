import { settings } from '../limits';
import { literal, type Sql, sql } from '../sql';
import { endOf, startOf } from '../timeRange';
import { fromMatching, type SpanScope, TIME } from './spans';

/** Columns of the small chart of each kind of exception. */
export const SPARK_COLUMNS = 24;

/** What a message has that differs from one time to the next, and what stands in its place; in this order. */
const VARIABLE_PARTS: Array<[pattern: string, replacement: string]> = [
  ['[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', '<uuid>'],
  [`"[^"]*"|'[^']*'|\`[^\`]*\``, '<text>'],
  // hex that cannot be a word: 0x…, or eight digits and more of which one is a decimal one
  ['\\b0[xX][0-9a-fA-F]+\\b', '<hex>'],
  ['\\b[0-9a-fA-F]*[0-9][0-9a-fA-F]{7,}\\b|\\b[0-9a-fA-F]{7,}[0-9][0-9a-fA-F]*\\b', '<hex>'],
  ['[0-9]+(\\.[0-9]+)*', '<n>'],
];

/** The text without what differs from one time to the next, so that equal failures group. */
export const normalised = (text: Sql): Sql =>
  VARIABLE_PARTS.reduce(
    (inner, [pattern, replacement]) => sql`replaceRegexpAll(${inner}, ${literal(pattern)}, ${literal(replacement)})`,
    text
  );

const LONGEST_MESSAGE = sql`300`;

/** What a failed span says when nobody recorded an exception on it. */
const WITHOUT_EVENT = sql`(
      firstNonDefault(SpanAttributes['error.type'], SpanAttributes['exception.type'], SpanAttributes['grpc.error_name'], 'Failed span'),
      firstNonDefault(StatusMessage, SpanAttributes['exception.message'], SpanAttributes['grpc.error_message'], if(HttpStatus = '', '', concat('HTTP status ', HttpStatus)), 'no message'))`;

/**
 * Exceptions and failed spans without one, grouped by type and normalised message, the most frequent first: `type`,
 * `message`, `example` (one as it was), `times`, `traces`, `first` and `last` in ms since 1970, `services`, `releases`,
 * `spark` (times in each of SPARK_COLUMNS parts of the range), `newest_trace`/`newest_span`, `oldest_trace`/`oldest_span`.
 */
export function exceptionGroups(scope: SpanScope, limit: number): Sql {
  const [from, to] = [startOf(scope.range), endOf(scope.range)];
  const columns = literal(SPARK_COLUMNS);
  return sql`SELECT exception.1 AS type,
  ${normalised(sql`leftUTF8(exception.2, ${LONGEST_MESSAGE})`)} AS message,
  leftUTF8(any(exception.2), ${LONGEST_MESSAGE}) AS example,
  count() AS times,
  uniqExact(TraceId) AS traces,
  toUnixTimestamp64Milli(min(Timestamp)) AS first,
  toUnixTimestamp64Milli(max(Timestamp)) AS last,
  topK(3)(service) AS services,
  arraySort(groupUniqArrayIf(5)(release, release != '')) AS releases,
  sumForEach(arrayMap(i -> toUInt32(i = x), range(${columns}))) AS spark,
  argMax((TraceId, SpanId), Timestamp) AS newest, newest.1 AS newest_trace, newest.2 AS newest_span,
  argMin((TraceId, SpanId), Timestamp) AS oldest, oldest.1 AS oldest_trace, oldest.2 AS oldest_span
FROM (
  SELECT Timestamp, TraceId, SpanId, toString(ServiceName) AS service, ResourceAttributes['service.version'] AS release,
    least(${columns} - 1, intDiv(dateDiff('millisecond', ${from}, ${TIME}) * ${columns}, greatest(1, dateDiff('millisecond', ${from}, ${to})))) AS x,
    arrayMap(e -> (firstNonDefault(e.2['exception.type'], 'Exception'), firstNonDefault(e.2['exception.message'], 'no message')),
      arrayFilter(e -> e.1 = 'exception', arrayZip(Events.Name, Events.Attributes))) AS recorded,
    arrayJoin(if(empty(recorded), [${WITHOUT_EVENT}], recorded)) AS exception
  ${fromMatching(scope)}
    AND (IsError OR has(Events.Name, 'exception'))
)
GROUP BY type, message
ORDER BY times DESC, last DESC
LIMIT ${literal(limit)}
${settings()}`;
}
