/**
 * Must be the first import of a process: the instrumentations patch http and @grpc/grpc-js when these are required for
 * the first time.
 */
import { diag, DiagConsoleLogger, DiagLogLevel, trace } from '@opentelemetry/api';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

import { TenantTracerProvider } from './tenantTracerProvider';
import { type Tenant } from '../story/tenants';
import { type Pod } from '../telemetry/pod';

// what the SDK cannot send reaches onLog of startDemo
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);

// Context manager and propagators (W3C trace context and baggage) as the Node SDK sets them up. Its tracer provider
// knows one resource only and gives way to TenantTracerProvider.
new NodeTracerProvider().register();
trace.disable();

const INSTRUMENTATIONS = [
  // what goes out of storefront by HTTP is the traffic driver's, who plays people, and the exporters'
  new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true }),
  new GrpcInstrumentation(),
];

/** From now on the instrumentations make spans, each with the provider of the pod that it belongs to. */
export function traceInto(pods: ReadonlyMap<Tenant, Pod>): void {
  const provider = new TenantTracerProvider(new Map([...pods].map(([tenant, pod]) => [tenant, pod.traces])));
  trace.setGlobalTracerProvider(provider);
  INSTRUMENTATIONS.forEach((instrumentation) => instrumentation.setTracerProvider(provider));
}
