/**
 * OpenTelemetry for a service, set up before anything else is loaded: the HTTP instrumentation patches `http` when that is
 * required for the first time. The exporters read where to send and with which token from the standard variables
 * OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
 */
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const resource = resourceFromAttributes({
  'service.name': process.env.OTEL_SERVICE_NAME ?? 'orders',
  'service.version': '1.0.0',
  'deployment.environment.name': 'example',
});

const traces = new NodeTracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
traces.register();

const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor(new OTLPLogExporter())] });
logs.setGlobalLoggerProvider(loggers);

const meters = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
metrics.setGlobalMeterProvider(meters);

// the stable names of the semantic conventions; without it this version of the instrumentation writes the old ones
process.env.OTEL_SEMCONV_STABILITY_OPT_IN ??= 'http';
// the spans that a page sends through its server are no work of the server (examples/browser)
const instrumentation = new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url === '/v1/traces' });
instrumentation.setTracerProvider(traces);
instrumentation.setMeterProvider(meters);

/** Sends what still waits: an audit event that was written is one that must arrive. */
export async function shutdownTelemetry(): Promise<void> {
  await Promise.all([traces.shutdown(), loggers.shutdown(), meters.shutdown()]);
}
