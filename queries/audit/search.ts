import { and, containing, literal, type Sql, sql } from '../sql';

const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;
const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]*:[0-9a-f:]+$/i;

/** Longest search text that is looked for; a longer one is cut. */
const MAX_LENGTH = 512;

/**
 * What the search box means: a trace id, a span id or an address is looked up as such; anything else is words that must
 * all stand in the body, actor, target, action or event name, in any case. Empty text is no condition.
 */
export function searchCondition(text: string): Sql {
  const wanted = text.trim().slice(0, MAX_LENGTH);
  if (wanted === '') {
    return sql`1`;
  }
  if (TRACE_ID.test(wanted)) {
    return sql`TraceId = ${literal(wanted.toLowerCase())}`;
  }
  if (SPAN_ID.test(wanted)) {
    return sql`SpanId = ${literal(wanted.toLowerCase())}`;
  }
  if (ADDRESS.test(wanted)) {
    return sql`SourceAddress = ${literal(wanted)}`;
  }
  return and(wanted.split(/\s+/).slice(0, 10).map(anywhere));
}

function anywhere(word: string): Sql {
  const pattern = containing(word);
  return sql`(Body ILIKE ${pattern} OR Actor ILIKE ${pattern} OR Target ILIKE ${pattern} OR Action ILIKE ${pattern} OR EventName ILIKE ${pattern})`;
}
