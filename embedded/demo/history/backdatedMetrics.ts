import { type HrTime } from '@opentelemetry/api';
import { type MetricData, MetricReader, type ResourceMetrics, type ScopeMetrics } from '@opentelemetry/sdk-metrics';

/**
 * Collects when it is told to. The metrics SDK stamps what it collects with the time of collecting and has no API for
 * another one; so history takes what the SDK has aggregated and gives it the simulated times, before the real exporter.
 */
export class SteppedReader extends MetricReader {
  protected async onForceFlush() {}
  protected async onShutdown() {}

  /** Everything up to now, with the times of the simulated clock. @throws what an observable threw */
  async collectAt(start: HrTime, end: HrTime): Promise<ResourceMetrics> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) {
      throw new AggregateError(errors, 'Metrics could not be collected.');
    }
    return backdate(resourceMetrics, start, end);
  }
}

/** The same metrics with other times. */
export function backdate(
  { resource, scopeMetrics }: ResourceMetrics,
  startTime: HrTime,
  endTime: HrTime
): ResourceMetrics {
  return {
    resource,
    scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.map(
        (metric) =>
          ({
            ...metric,
            dataPoints: metric.dataPoints.map((point) => ({ ...point, startTime, endTime })),
          }) as MetricData
      ),
    })),
  };
}

/** Collections of one pod, one after the other in time, as one message: OTLP lets a metric have points of several times. */
export function mergeCollections(collections: ResourceMetrics[]): ResourceMetrics {
  const scopes = new Map<string, { scope: ScopeMetrics['scope']; metrics: Map<string, MetricData> }>();
  for (const { scope, metrics } of collections.flatMap((collection) => collection.scopeMetrics)) {
    const merged = scopes.get(scope.name) ?? { scope, metrics: new Map<string, MetricData>() };
    scopes.set(scope.name, merged);
    for (const metric of metrics) {
      const before = merged.metrics.get(metric.descriptor.name);
      merged.metrics.set(metric.descriptor.name, before ? append(before, metric) : metric);
    }
  }
  const scopeMetrics = [...scopes.values()].map(({ scope, metrics }) => ({ scope, metrics: [...metrics.values()] }));
  return { resource: collections[0].resource, scopeMetrics };
}

/** Both are the same metric of the same provider, so their points are of the same kind. */
const append = (before: MetricData, after: MetricData) =>
  ({ ...before, dataPoints: [...before.dataPoints, ...after.dataPoints] }) as MetricData;

/** Data points in a message. */
export const pointsIn = ({ scopeMetrics }: ResourceMetrics): number =>
  scopeMetrics.flatMap(({ metrics }) => metrics).reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
