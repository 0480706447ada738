import { settings } from '../limits';
import { join, literal, type Sql, sql } from '../sql';
import { rowsOf, type TableMapping } from '../tables';
import { IN_FULL, ofTraces } from '../trace/trace';

export interface SpanLimits {
  ofTrace: number;
  ofAnswer: number;
}

/**
 * Everything that is stored of the spans of some traces, in the order of the ids, and `trace`: of each trace the first
 * spans, and one more than the limit when there are more; of all together no more than `ofAnswer` and one.
 * @throws RangeError without ids
 */
export function jaegerSpans(tables: TableMapping, ids: readonly string[], { ofTrace, ofAnswer }: SpanLimits): Sql {
  return sql`SELECT TraceId AS trace, ${IN_FULL}
FROM ${rowsOf(tables, 'traces')}
WHERE ${ofTraces(tables, ids)}
ORDER BY indexOf([${join(ids.map(literal))}], TraceId), Timestamp, SpanId, ServiceName, SpanName
LIMIT ${literal(ofTrace + 1)} BY TraceId
LIMIT ${literal(ofAnswer + 1)}
${settings()}`;
}
