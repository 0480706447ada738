import { type Meter, type Tracer } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { hostname } from 'node:os';

import { version } from '../../package.json';

/** What girok tells of itself. */
export interface Telemetry {
  tracer: Tracer;
  meter: Meter;
  /** Takes the lines of girok's log: those from `warn` on are sent, so that the audit log does not fill with requests. */
  logStream: { write(line: string): void };
  /** Sends what waits. That it could not be sent is no failure of whoever tells: never rejects. */
  shutdown(): Promise<void>;
}

/** Who tells, and where to. */
export interface TelemetryOptions {
  serviceName: string;
  exporters: { spans: SpanExporter; logs: LogRecordExporter; metrics: PushMetricExporter };
  /** Time between two exports of metrics; a minute by default. Milliseconds. */
  metricsEveryMs?: number;
}

const SCOPE = 'girok';

/** Traces, metrics and warnings of a part of girok. */
export function startTelemetry({ serviceName, exporters, metricsEveryMs }: TelemetryOptions): Telemetry {
  const resource = resourceFromAttributes({
    'service.name': serviceName,
    'service.version': version,
    'host.name': hostname(),
  });
  const traces = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporters.spans)] });
  const metrics = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: exporters.metrics, exportIntervalMillis: metricsEveryMs })],
  });
  const logs = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor(exporters.logs)] });
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
      await Promise.allSettled([traces.shutdown(), metrics.shutdown(), logs.shutdown()]);
    },
  };
}

/**
 * Over OTLP/HTTP, through the same pipeline as everybody's. Where to, and with which token, the exporters read from
 * OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
 * @returns undefined where OTEL_EXPORTER_OTLP_ENDPOINT is not set: then nothing is recorded
 */
export function telemetryOfEnvironment(environment: NodeJS.ProcessEnv): Telemetry | undefined {
  return environment.OTEL_EXPORTER_OTLP_ENDPOINT
    ? startTelemetry({
        serviceName: environment.OTEL_SERVICE_NAME ?? 'girok',
        exporters: {
          spans: new OTLPTraceExporter(),
          logs: new OTLPLogExporter(),
          metrics: new OTLPMetricExporter(),
        },
      })
    : undefined;
}

/** Pino's numbers of levels. */
const PINO_WARN = 40;
const PINO_ERROR = 50;

const asText = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  );
