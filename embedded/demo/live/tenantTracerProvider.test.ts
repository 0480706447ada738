import { type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

import { TenantTracerProvider } from './tenantTracerProvider';
import { type Tenant } from '../story/tenants';

const exporters = { acme: new InMemorySpanExporter(), globex: new InMemorySpanExporter() };
const providers = (['acme', 'globex'] as const).map((tenant): [Tenant, BasicTracerProvider] => [
  tenant,
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporters[tenant])] }),
]);
const tracer = new TenantTracerProvider(new Map(providers)).getTracer('instrumentation', '1.0');

const contextOf = (tenant: string): Context =>
  propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ 'tenant.id': { value: tenant } }));
const namesOf = (tenant: 'acme' | 'globex') => exporters[tenant].getFinishedSpans().map(({ name }) => name);

beforeEach(() => Object.values(exporters).forEach((exporter) => exporter.reset()));

test('a span is made by the provider of the tenant in the baggage', () => {
  tracer.startSpan('one', {}, contextOf('acme')).end();
  tracer.startActiveSpan('two', {}, contextOf('globex'), (span) => span.end());
  expect(namesOf('acme')).toEqual(['one']);
  expect(namesOf('globex')).toEqual(['two']);
});

test('it keeps its parent and the scope of who made it', () => {
  const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  tracer.startSpan('child', {}, trace.setSpanContext(contextOf('acme'), parent)).end();
  const [span] = exporters.acme.getFinishedSpans();
  expect(span.spanContext().traceId).toBe(parent.traceId);
  expect(span.parentSpanContext?.spanId).toBe(parent.spanId);
  expect(span.instrumentationScope).toMatchObject({ name: 'instrumentation', version: '1.0' });
});

test.each([
  ['no tenant', ROOT_CONTEXT],
  ['a tenant that does not exist', contextOf('nobody')],
  ['a tenant that has no pod here', contextOf('tyrell')],
])('with %s there is no span', (_, context) => {
  const span = tracer.startSpan('lost', {}, context);
  span.end();
  expect(span.isRecording()).toBe(false);
  expect([...namesOf('acme'), ...namesOf('globex')]).toEqual([]);
});
