import { context } from '@opentelemetry/api';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import { runtimeOfThisProcess, watchGarbage } from './runtime';
import { tenantIn } from './tenantTracerProvider';
import { type ServiceName } from '../story/services';
import { type Tenant, TENANTS } from '../story/tenants';
import { type Destination, otlpExporters } from '../telemetry/destination';
import { Pod } from '../telemetry/pod';

/**
 * Milliseconds that spans and audit records wait for company. Shorter is more lively, but each insert costs the embedded
 * ClickHouse as much as thousands of rows.
 */
const BATCH_DELAY_MS = 3000;
const METRICS_INTERVAL_MS = 30_000;

export type Pods = ReadonlyMap<Tenant, Pod>;

/** The ten pods that this process plays, with the SDK's ordinary processors and readers. */
export function livePods(
  service: ServiceName,
  version: string,
  destination: Destination,
  queueDepth: () => number
): Pods {
  const exporters = otlpExporters(destination);
  const spans = [new BatchSpanProcessor(exporters.spans, { scheduledDelayMillis: BATCH_DELAY_MS })];
  const logs = [new BatchLogRecordProcessor(exporters.logs, { scheduledDelayMillis: BATCH_DELAY_MS })];
  const makePod = (tenant: Tenant) => {
    const exporter = otlpExporters(destination).metrics;
    const metrics = [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: METRICS_INTERVAL_MS })];
    const observed = { memory: () => process.memoryUsage.rss(), runtime: runtimeOfThisProcess(), queueDepth };
    return new Pod({ service, version, tenant }, { spans, logs, metrics }, observed);
  };
  const pods = new Map(TENANTS.map((tenant) => [tenant, makePod(tenant)]));
  watchGarbage([...pods.values()]);
  return pods;
}

/** The pod that the active request is for. @throws Error when it names no tenant */
export function activePod(pods: Pods): Pod {
  const tenant = tenantIn(context.active());
  const pod = tenant && pods.get(tenant);
  if (!pod) {
    throw new Error('The request names no tenant: its baggage needs tenant.id with one of the ten.');
  }
  return pod;
}

/** Sends what waits and ends all providers. */
export const shutdownPods = (pods: Pods) => Promise.all([...pods.values()].map((pod) => pod.shutdown()));
