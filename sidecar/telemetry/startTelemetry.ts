import { type Meter, type Tracer } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { hostname } from 'node:os';

import { version } from '../../package.json';

/** What girok tells of itself. */
export interface Telemetry {
  tracer: Tracer;
  meter: Meter;
  /** Takes the lines of girok's log: those from `warn` on are sent, so that the audit log does not fill with requests. */
  logStream: { write(line: string): void };
  /** Sends what waits. */
  shutdown(): Promise<void>;
}

const SCOPE = 'girok';

/**
 * Traces, metrics and warnings of girok over OTLP/HTTP: through the same pipeline as everybody's. Where to, and with which
 * token, the exporters read from OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
 * @returns undefined where OTEL_EXPORTER_OTLP_ENDPOINT is not set: then nothing is recorded
 */
export function startTelemetry(environment: NodeJS.ProcessEnv): Telemetry | undefined {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT) {
    return undefined;
  }
  const resource = resourceFromAttributes({
    'service.name': environment.OTEL_SERVICE_NAME ?? 'girok',
    'service.version': version,
    'host.name': hostname(),
  });
  const traces = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  });
  const logs = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor(new OTLPLogExporter())] });
  const logger = logs.getLogger(SCOPE, version);
  return {
    tracer: traces.getTracer(SCOPE, version),
    meter: metrics.getMeter(SCOPE, version),
    logStream: {
      write(line) {
        const { level, time, msg, ...fields } = JSON.parse(line) as { level: number; time: string; msg: string };
        if (level >= PINO_WARN) {
          logger.emit({
            timestamp: new Date(time),
            severityNumber: level >= PINO_ERROR ? SeverityNumber.ERROR : SeverityNumber.WARN,
            severityText: level >= PINO_ERROR ? 'ERROR' : 'WARN',
            body: msg,
            attributes: asText(fields),
          });
        }
      },
    },
    shutdown: async () => {
      await Promise.all([traces.shutdown(), metrics.shutdown(), logs.shutdown()]);
    },
  };
}

/** Pino's numbers of levels. */
const PINO_WARN = 40;
const PINO_ERROR = 50;

const asText = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  );
