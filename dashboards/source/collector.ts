import { dashboard } from './dashboard';
import { timeSeries } from './panels';
import { rowsWith } from './scopes';
import { COLLECTOR_QUESTIONS, type CollectorQuestion } from '../../queries/collector/collector';
import { severalMetrics } from '../../queries/metrics/severalMetrics';
import { sql } from '../../queries/sql';

const panel = ({ title, description, unit, by, metrics, none }: CollectorQuestion) =>
  timeSeries({
    title,
    description,
    unit,
    sql: severalMetrics({ ...rowsWith(sql`1`), by, interval: 'panel' }, metrics),
    connect: true,
    noValue: none ?? 'No Collector of the range sends this metric',
  });

export const collector = dashboard('collector', {
  description:
    "The Collector's own telemetry: what it took, what it refused, what it could not send, and how full its queues are.",
  panels: COLLECTOR_QUESTIONS.map(panel),
});
