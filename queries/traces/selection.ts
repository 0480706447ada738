import { and, literal, type Sql, sql } from '../sql';
import { endOf, startOf } from '../timeRange';
import { TIME } from './spans';

/** A box on the duration heatmap. Times in ms since 1970, durations in ns; a side that is missing is open. */
export interface Selection {
  from?: number;
  to?: number;
  min?: number;
  max?: number;
}

/** The span lies in the box; `1` for a box that is open on all sides. The end of each side is not within. */
export function isSelected({ from, to, min, max }: Selection): Sql {
  return and(
    [
      from !== undefined &&
        to !== undefined &&
        sql`${TIME} >= ${startOf({ from, to })} AND ${TIME} < ${endOf({ from, to })}`,
      min !== undefined && sql`Duration >= ${literal(Math.round(min))}`,
      max !== undefined && sql`Duration < ${literal(Math.round(max))}`,
    ].filter((condition) => condition !== false)
  );
}
