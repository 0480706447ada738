import { wordsOf } from '../search';
import { and, containing, type Sql, sql } from '../sql';

/** What the search box of the metrics means: words that must all stand in the name or the description, in any case. */
export const metricSearch = (text: string): Sql =>
  and(
    wordsOf(text).map((word) => {
      const pattern = containing(word);
      return sql`(MetricName ILIKE ${pattern} OR MetricDescription ILIKE ${pattern})`;
    })
  );
