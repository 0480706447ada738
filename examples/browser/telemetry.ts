import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web';

/** The page's own server takes the spans: a browser cannot keep the token of a gateway. */
const SPANS = new URL('/v1/traces', window.location.origin);

const traces = new WebTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'orders-page', 'service.version': '1.0.0' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: SPANS.href }), { scheduledDelayMillis: 1000 })],
});
// requests carry `traceparent`: what the server does for them belongs to the same trace
traces.register();
new FetchInstrumentation({ ignoreUrls: [SPANS.href] }).setTracerProvider(traces);

// the last moment in which a page can be sure to send
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    void traces.forceFlush();
  }
});

export const tracer = trace.getTracer('orders-page');
