import { dashboard } from './dashboard';
import { timeSeries } from './panels';
import { rowsWith } from './scopes';
import { service } from './variables';
import { severalMetrics } from '../../queries/metrics/severalMetrics';
import { RUNTIME_QUESTIONS, type RuntimeQuestion } from '../../queries/runtime/runtime';

const scope = { ...rowsWith(service.condition), by: 'service', interval: 'panel' as const };

const panel = ({ title, description, unit, metrics }: RuntimeQuestion) =>
  timeSeries({
    title,
    description,
    unit,
    sql: severalMetrics(scope, metrics),
    connect: true,
    noValue: 'No runtime of the range sends any of these metrics',
  });

export const runtime = dashboard('runtime', {
  description:
    'Node.js, JVM, Go, .NET and Python, by the metrics that the semantic conventions give them: whatever a service sends is drawn.',
  variables: [service.variable],
  panels: RUNTIME_QUESTIONS.map(panel),
});
