import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';

import { itemsIn } from './itemsIn';
import { type OtlpProblem } from './problem';
import { type Signal } from './signal';
import { observeServer } from '../../sidecar/telemetry/observeServer';
import { startTelemetry } from '../../sidecar/telemetry/startTelemetry';
import { type Destination, otlpExporters } from '../demo/telemetry/destination';

const NAME = 'girok-otlp-receiver';
const METRICS_EVERY_MS = 30_000;

/** What the Collector calls the items of a signal, and their unit. */
const ITEMS: Record<Signal, { name: string; unit: string }> = {
  logs: { name: 'log_records', unit: '{record}' },
  traces: { name: 'spans', unit: '{span}' },
  metrics: { name: 'metric_points', unit: '{datapoint}' },
};

export interface ReceiverTelemetry {
  /** From now on each request of this receiver has a span and a duration. */
  observe(receiver: FastifyInstance): void;
  /** ClickHouse has stored the message. */
  stored(signal: Signal, message: string): void;
  /** The message could not be stored. */
  refused(signal: Signal, message: string): void;
  /** The request was answered with a problem. */
  answered(request: FastifyRequest, problem: OtlpProblem): void;
  /** Sends what was told last, and ends. */
  shutdown(): Promise<void>;
}

/**
 * The receiver stands where a Collector stands, so it counts of itself what a Collector does, under the same names: what
 * it took, refused and handed on, its memory and processor time. Its queue is always empty: whoever sends waits himself.
 * Beside that: a span per request, and a line of log for each one that was not taken.
 */
export function receiverTelemetry(destination: Destination): ReceiverTelemetry {
  // its own messages come through itself: a span of a message of spans would make the next message
  const userAgent = `${NAME}/${randomUUID()}`;
  const isOwn = ({ headers }: FastifyRequest) => headers['user-agent']?.startsWith(userAgent) ?? false;
  const telemetry = startTelemetry({
    serviceName: NAME,
    exporters: otlpExporters({ ...destination, userAgent }),
    metricsEveryMs: METRICS_EVERY_MS,
  });
  const { meter } = telemetry;
  const log = pino({ timestamp: pino.stdTimeFunctions.isoTime }, telemetry.logStream);
  const counter = (what: string, signal: Signal, attributes: Record<string, string>) => {
    const { name, unit } = ITEMS[signal];
    const one = meter.createCounter(`otelcol_${what}_${name}`, { unit });
    // so that none is told from not measured
    one.add(0, attributes);
    return (message: string) => one.add(itemsIn(signal, message), attributes);
  };
  const [receiver, exporting] = [{ receiver: 'otlp' }, { exporter: 'clickhouse' }];
  const counters = (signal: Signal) => ({
    accepted: counter('receiver_accepted', signal, receiver),
    refused: counter('receiver_refused', signal, receiver),
    sent: counter('exporter_sent', signal, exporting),
    failed: counter('exporter_send_failed', signal, exporting),
  });
  const of: Record<Signal, ReturnType<typeof counters>> = {
    logs: counters('logs'),
    traces: counters('traces'),
    metrics: counters('metrics'),
  };
  meter
    .createObservableGauge('otelcol_exporter_queue_size', { unit: '{batch}' })
    .addCallback((result) => result.observe(0, exporting));
  meter
    .createObservableGauge('otelcol_process_memory_rss', { unit: 'By' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter.createObservableCounter('otelcol_process_cpu_seconds', { unit: 's' }).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / 1e6);
  });
  return {
    observe: (server) => observeServer(server, telemetry, isOwn),
    stored: (signal, message) => {
      of[signal].accepted(message);
      of[signal].sent(message);
    },
    refused: (signal, message) => {
      of[signal].refused(message);
      of[signal].failed(message);
    },
    answered: (request, { status, message }) => {
      if (!isOwn(request)) {
        log[status < 500 ? 'warn' : 'error']({ status, route: request.routeOptions.url }, message);
      }
    },
    shutdown: () => telemetry.shutdown(),
  };
}
