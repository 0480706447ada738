import { searchCondition } from '../search';
import { and, containing, type Sql, sql } from '../sql';

/**
 * What the search box of the traces means: a trace id or a span id is looked up as such; anything else is words that must
 * all stand in the name of the span, its service or its status message, or be the value of an attribute, in any case.
 */
export const spanSearch = (text: string): Sql =>
  and(
    searchCondition(text, {
      word(word) {
        const pattern = containing(word);
        return sql`(SpanName ILIKE ${pattern} OR ServiceName ILIKE ${pattern} OR StatusMessage ILIKE ${pattern} OR arrayExists(v -> v ILIKE ${pattern}, mapValues(SpanAttributes)))`;
      },
    })
  );
