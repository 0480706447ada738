import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';

/** Where telemetry is sent: an OTLP/HTTP receiver, without `/v1/…`. */
export interface Destination {
  otlpUrl: string;
  token?: string;
  /** Stands in the header User-Agent before that of the exporter. */
  userAgent?: string;
}

type ExporterConfig = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

/** Milliseconds for one request with all its repetitions. The SDK's 10 s are too few for a receiver that says 503. */
const TIMEOUT_MS = 60_000;

/** Exporters of the SDK for the three signals: OTLP/HTTP, protobuf, gzip. */
export function otlpExporters({ otlpUrl, token, userAgent }: Destination) {
  const config = (signal: string): ExporterConfig => ({
    url: `${otlpUrl.replace(/\/+$/, '')}/v1/${signal}`,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    // the enum of this type is in a package that ours does not depend on
    compression: 'gzip' as ExporterConfig['compression'],
    timeoutMillis: TIMEOUT_MS,
    userAgent,
  });
  return {
    spans: new OTLPTraceExporter(config('traces')),
    logs: new OTLPLogExporter(config('logs')),
    metrics: new OTLPMetricExporter(config('metrics')),
  };
}
