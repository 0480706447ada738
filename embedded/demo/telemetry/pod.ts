import { type Tracer } from '@opentelemetry/api';
import { type Logger } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createHash } from 'node:crypto';

import { Instruments, METRIC_VIEWS, type Observed } from './instruments';
import { OWNER, type ServiceName } from '../story/services';
import { namespaceOf, type Tenant, TENANTS } from '../story/tenants';

export interface PodIdentity {
  service: ServiceName;
  version: string;
  tenant: Tenant;
}

/** Where a pod's telemetry goes. Spans and logs may share processors with other pods; a metric reader is its own. */
export interface Pipeline {
  spans: SpanProcessor[];
  logs: LogRecordProcessor[];
  metrics: MetricReader[];
}

/** Instrumentation scope of what the demo makes itself. */
export const SCOPE = 'girok.demo';

/**
 * One pod of a demo service: a resource of its own with the SDK's three providers. One process plays the ten pods of a
 * service; nothing but the process id tells them from ten processes, and that is not a resource attribute.
 */
export class Pod {
  readonly traces: BasicTracerProvider;
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly instruments: Instruments;
  private readonly logs: LoggerProvider;
  private readonly metrics: MeterProvider;

  constructor(
    readonly identity: PodIdentity,
    pipeline: Pipeline,
    observed: Observed
  ) {
    const resource = resourceOf(identity);
    this.traces = new BasicTracerProvider({ resource, spanProcessors: pipeline.spans });
    this.logs = new LoggerProvider({ resource, processors: pipeline.logs });
    this.metrics = new MeterProvider({ resource, readers: pipeline.metrics, views: METRIC_VIEWS });
    this.tracer = this.traces.getTracer(SCOPE);
    this.logger = this.logs.getLogger(SCOPE);
    this.instruments = new Instruments(this.metrics.getMeter(SCOPE), identity.service, observed);
  }

  /** Sends what still waits and ends the providers. */
  async shutdown(): Promise<void> {
    await Promise.all([this.traces.shutdown(), this.logs.shutdown(), this.metrics.shutdown()]);
  }
}

/** A pod's resource: attributes of the semantic conventions, and `service.owner` and `tenant.id`, which they do not have. */
export function resourceOf({ service, version, tenant }: PodIdentity) {
  return resourceFromAttributes({
    'service.name': service,
    'service.version': version,
    'service.namespace': 'shop',
    'service.owner': OWNER[service],
    'deployment.environment.name': 'production',
    'k8s.namespace.name': namespaceOf(tenant),
    'k8s.pod.name': `${service}-${letters(service + version, 9)}-${letters(service + version + tenant, 5)}`,
    'host.name': `node-${(TENANTS.indexOf(tenant) % 4) + 1}`,
    'tenant.id': tenant,
  });
}

/** Letters such as Kubernetes appends to the names of pods, the same in every run. */
const letters = (of: string, length: number) => createHash('sha256').update(of).digest('hex').slice(0, length);
