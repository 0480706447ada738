import { metricCatalogue } from '../metrics/catalogue';
import { type Metric } from '../metrics/metric';
import { type NamedMetric } from '../metrics/severalMetrics';
import { type ServiceScope } from '../services/services';
import { and, list, type Sql, sql } from '../sql';
import { type RuntimeQuestion } from './runtime';

const knownOf = ({ metrics, older = [] }: RuntimeQuestion): NamedMetric[] => [...metrics, ...older];

/** Rows of the catalogue of the metrics that answer these questions and were sent in the range. */
export const metricsSent = (scope: ServiceScope, questions: readonly RuntimeQuestion[]): Sql =>
  metricCatalogue({
    ...scope,
    where: and([sql`MetricName IN ${list(questions.flatMap(knownOf).map(({ name }) => name))}`, scope.where]),
  });

/**
 * The questions that what was sent answers, each with those of its metrics that were sent, of the type in which they
 * were: an SDK that sends a gauge where the conventions have a sum is drawn as well. A unit that is another one than the
 * question's would be drawn wrongly, and is left to the Metrics page.
 */
export function answerable(questions: readonly RuntimeQuestion[], sent: readonly Metric[]): RuntimeQuestion[] {
  return questions
    .map((question) => {
      const found = (known: NamedMetric[]) => known.flatMap((one) => variantsOf(one, sent));
      const metrics = found(question.metrics);
      // an SDK may send a metric by its old and its new name at once: it is drawn once
      const older = (question.older ?? []).filter(({ key }) => !metrics.some((one) => one.key === key));
      return { ...question, metrics: [...metrics, ...found(older)] };
    })
    .filter(({ metrics }) => metrics.length > 0);
}

/** A known metric as it was sent: once for each type in which it can be drawn. */
function variantsOf(known: NamedMetric, sent: readonly Metric[]): NamedMetric[] {
  return sent
    .filter(({ name, unit }) => name === known.name && (unit === known.unit || unit === ''))
    .filter(({ type }) => (known.as === 'rate' ? type !== 'gauge' : type === 'gauge' || type === 'sum'))
    .map((metric, i) => ({ ...known, ...metric, key: i === 0 ? known.key : `${known.key} (${metric.type} ${i + 1})` }));
}
