import { dashboard } from './dashboard';
import { timeSeries } from './panels';
import { rowsWith } from './scopes';
import { COLLECTOR_QUESTIONS, type CollectorQuestion } from '../../queries/collector/collector';
import { ratePerSecond } from '../../queries/metrics/increase';
import { levels } from '../../queries/metrics/level';
import { type Metric } from '../../queries/metrics/metric';
import { sql } from '../../queries/sql';

const scope = (metric: Metric, by: string) => ({ ...rowsWith(sql`1`), metric, by, interval: 'panel' as const });

const panel = ({ title, description, unit, by, metrics }: CollectorQuestion) =>
  timeSeries({
    title,
    description,
    unit,
    sql: Object.fromEntries(
      metrics.map(({ key, as, ...metric }) => [
        key,
        as === 'rate' ? ratePerSecond(scope(metric, by)) : levels(scope(metric, by), as),
      ])
    ),
    connect: true,
    noValue: 'No Collector of the range sends this metric',
  });

export const collector = dashboard('collector', {
  description:
    "The Collector's own telemetry: what it took, what it refused, what it could not send, and how full its queues are.",
  panels: COLLECTOR_QUESTIONS.map(panel),
});
