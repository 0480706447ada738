import { dashboard } from './dashboard';
import { timeSeries } from './panels';
import { rowsWith } from './scopes';
import { service } from './variables';
import { ratePerSecond } from '../../queries/metrics/increase';
import { type Combination, levels } from '../../queries/metrics/level';
import { type Metric } from '../../queries/metrics/metric';
import { RUNTIME_QUESTIONS, type RuntimeQuestion } from '../../queries/runtime/runtime';
import { type Sql } from '../../queries/sql';

const spans = rowsWith(service.condition);
const scope = (metric: Metric) => ({ ...spans, metric, by: 'service', interval: 'panel' as const });

const queryOf = (metric: Metric, combination: Combination | 'rate'): Sql =>
  combination === 'rate' ? ratePerSecond(scope(metric)) : levels(scope(metric), combination);

const panel = ({ title, description, unit, metrics }: RuntimeQuestion) =>
  timeSeries({
    title,
    description,
    unit,
    sql: Object.fromEntries(metrics.map(({ key, as, ...metric }) => [key, queryOf(metric, as)])),
    connect: true,
    noValue: 'No runtime of the range sends any of these metrics',
  });

export const runtime = dashboard('runtime', {
  description:
    'Node.js, JVM, Go, .NET and Python, by the metrics that the semantic conventions give them: whatever a service sends is drawn.',
  variables: [service.variable],
  panels: RUNTIME_QUESTIONS.map(panel),
});
