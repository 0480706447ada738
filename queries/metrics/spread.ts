import { firstReadOf, fromOf, type MetricScope, pointsOf, stepOf, toOf } from './metric';
import { type Sql, sql } from '../sql';

/**
 * What each point adds to its stream, and over which time: columns `series`, `t`, `a` (start of that time, in ns) and
 * `amount`, of points in the order of their time, whenever they came. Rules, first match wins (from the metrics data
 * model of OpenTelemetry, "Temporality" and "Resets and gaps"):
 *
 * - delta: the point's own value, over the time that it names.
 * - cumulative, first point of the stream: its value when the stream began within what is read; else nothing, because
 *   nobody knows what it was before.
 * - a point that names its own time as its start is the base of what follows: nothing.
 * - a start after the last point: the sender began anew, so the value is all new, since that start.
 * - a value below the last one: the same without word of it, so the value is all new, since the last point.
 * - else: the difference to the last point.
 *
 * @param columns of a point, among them `value`, which is added up: a number, or a map of buckets
 * @param isUsable condition on a point
 * @param arithmetic of such values
 */
export function increases(scope: MetricScope, columns: Sql, isUsable: Sql, arithmetic: Arithmetic): Sql {
  const { difference, isBelow, isComparable } = arithmetic;
  const began = sql`(s >= ifNull(last_t, 0) AND s != ifNull(last_s, 0) AND s > 0)`;
  return sql`SELECT series, t, ${arithmetic.columns},
    multiIf(is_delta OR isNull(last_t) OR ${began} OR ${isBelow}, value, ${difference}) AS amount,
    multiIf(is_delta, if(s > 0, s, t), isNull(last_t) OR ${began}, s, assumeNotNull(last_t)) AS a
  FROM (
    SELECT *,
      lagInFrame(toNullable(t)) OVER w AS last_t, lagInFrame(toNullable(s)) OVER w AS last_s, ${arithmetic.last}
    FROM (${pointsOf(scope, columns)})
    WHERE ${isUsable}
    WINDOW w AS (PARTITION BY stream ORDER BY t, s, ${arithmetic.order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  )
  WHERE multiIf(is_delta, 1, s = t, 0, isNull(last_t), s >= ${firstReadOf(scope)}, ${began}, 1, ${isComparable})`;
}

/** How values of one kind are compared and subtracted. Columns of a point are `value`, of the one before `last_value`. */
export interface Arithmetic {
  difference: Sql;
  /** The value fell. */
  isBelow: Sql;
  /** Both are of the same shape. */
  isComparable: Sql;
  /** `lagInFrame(…) OVER w AS last_value` and others that the rest uses. */
  last: Sql;
  /** What tells points of the same time apart. */
  order: Sql;
  /** Columns that are handed on. */
  columns: Sql;
}

export const NUMBERS: Arithmetic = {
  difference: sql`value - last_value`,
  isBelow: sql`value < last_value`,
  isComparable: sql`1`,
  last: sql`lagInFrame(value) OVER w AS last_value`,
  order: sql`value`,
  columns: sql`value AS own_value`,
};

/**
 * The rows of `increases()`, each once for every interval (`slot`) of the range that its time touches, with the `share`
 * (0-1) of that time that lies in it: what is added up over intervals stays what it was. `seconds` is the length of the
 * part of the interval that points speak of: a range that ends before the next point comes does not look like a fall.
 */
export function spread(scope: MetricScope, inner: Sql, columns: Sql): Sql {
  const step = stepOf(scope);
  return sql`SELECT ${columns}, slot,
    if(t > a, greatest(0, least(t, (slot + 1) * ${step}, told_to) - greatest(a, slot * ${step}, told_from)) / (t - a), 1.) AS share,
    greatest(1, least((slot + 1) * ${step}, told_to) - greatest(slot * ${step}, told_from)) / 1e9 AS seconds
  FROM (
    SELECT *, greatest(${fromOf(scope)}, min(a) OVER ()) AS told_from, least(${toOf(scope)}, max(t) OVER ()) AS told_to
    FROM (
    ${inner}
    )
  )
  ARRAY JOIN range(
    intDiv(greatest(a, told_from), ${step}),
    -- the end of the time is within, its start is not: a point at the end of an interval belongs to that one
    if(t < told_from OR (t = told_from AND a < t) OR a > told_to, 0, intDiv(greatest(if(t > a, least(t, told_to) - 1, t), told_from), ${step}) + 1)) AS slot`;
}
