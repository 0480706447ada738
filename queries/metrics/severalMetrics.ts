import { ratePerSecond } from './increase';
import { type Combination, levels } from './level';
import { type Metric, type MetricScope } from './metric';
import { join, literal, type Sql, sql } from '../sql';

/** A metric that answers a question beside others, and how its streams are taken together. */
export interface NamedMetric extends Metric {
  /** What its series are called by, unique within the question. */
  key: string;
  as: Combination | 'rate';
}

/** `time`, `series` ("billing · node", without a breakdown "node") and `Value` of several metrics; what nobody sends has no series. */
export function severalMetrics(scope: Omit<MetricScope, 'metric'>, metrics: readonly NamedMetric[]): Sql {
  const of = ({ key, as, ...metric }: NamedMetric) => {
    const one = { ...scope, metric };
    const points = as === 'rate' ? ratePerSecond(one) : levels(one, as);
    const series = scope.by === undefined ? literal(key) : sql`concat(series, ${literal(` · ${key}`)})`;
    return sql`SELECT time, ${series} AS series, Value FROM (${points})`;
  };
  return sql`SELECT * FROM (
${join(metrics.map(of), sql`\nUNION ALL `)}
)
ORDER BY time, series`;
}
