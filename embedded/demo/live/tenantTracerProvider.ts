import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  type Span,
  type SpanOptions,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';

import { isTenant, type Tenant } from '../story/tenants';

/** Key of the W3C baggage entry that carries the tenant from service to service. */
export const TENANT_BAGGAGE = 'tenant.id';

/** The tenant that a context belongs to, as its baggage says. */
export function tenantIn(ctx: Context): Tenant | undefined {
  const name = propagation.getBaggage(ctx)?.getEntry(TENANT_BAGGAGE)?.value;
  return isTenant(name) ? name : undefined;
}

/**
 * The provider that the instrumentations see. They know one provider a process, but this process is ten pods: each span
 * is made by the provider of the pod whose tenant the request's baggage names. Without a tenant there is no pod, no span.
 */
export class TenantTracerProvider implements TracerProvider {
  constructor(private readonly providers: ReadonlyMap<Tenant, TracerProvider>) {}

  getTracer(name: string, version?: string): Tracer {
    const startSpan = (spanName: string, options: SpanOptions = {}, ctx: Context = context.active()): Span => {
      const tenant = tenantIn(ctx);
      const provider = tenant && this.providers.get(tenant);
      return provider
        ? provider.getTracer(name, version).startSpan(spanName, options, ctx)
        : trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    };
    return new TenantTracer(startSpan);
  }
}

type Run<T> = (span: Span) => T;

class TenantTracer implements Tracer {
  constructor(readonly startSpan: Tracer['startSpan']) {}

  startActiveSpan<F extends Run<unknown>>(name: string, ...rest: [F] | [SpanOptions, F] | [SpanOptions, Context, F]) {
    const run = rest[rest.length - 1] as F;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => run(span) as ReturnType<F>);
  }
}
