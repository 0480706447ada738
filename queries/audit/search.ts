import { searchCondition } from '../search';
import { and, containing, literal, type Sql, sql } from '../sql';

const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]*:[0-9a-f:]+$/i;

/**
 * What the search box of the audit logs means: a trace id, a span id or an address is looked up as such; anything else is
 * words that must all stand in the body, actor, target, action or event name, in any case.
 */
export const auditSearch = (text: string): Sql =>
  and(
    searchCondition(text, {
      whole: (address) => (ADDRESS.test(address) ? sql`SourceAddress = ${literal(address)}` : undefined),
      word(word) {
        const pattern = containing(word);
        return sql`(Body ILIKE ${pattern} OR Actor ILIKE ${pattern} OR Target ILIKE ${pattern} OR Action ILIKE ${pattern} OR EventName ILIKE ${pattern})`;
      },
    })
  );
