import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

import { itemsIn } from './itemsIn';
import { type Signal } from './signal';
import { type Destination, otlpExporters } from '../demo/telemetry/destination';

const INTERVAL_MS = 30_000;

/** What the Collector calls the items of a signal, and their unit. */
const ITEMS: Record<Signal, { name: string; unit: string }> = {
  logs: { name: 'log_records', unit: '{records}' },
  traces: { name: 'spans', unit: '{spans}' },
  metrics: { name: 'metric_points', unit: '{datapoints}' },
};

export interface ReceiverTelemetry {
  /** ClickHouse has stored the message. */
  stored(signal: Signal, message: string): void;
  /** The message could not be stored. */
  refused(signal: Signal, message: string): void;
  /** Sends what was counted last, and ends. */
  shutdown(): Promise<void>;
}

/**
 * The receiver stands where a Collector stands, so it tells of itself what a Collector does, under the same names: what
 * it took, refused and handed on, its memory and processor time. Its queue is always empty: whoever sends waits himself.
 */
export function receiverTelemetry(destination: Destination): ReceiverTelemetry {
  const { metrics: exporter } = otlpExporters(destination);
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'girok-otlp-receiver' }),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: INTERVAL_MS })],
  });
  const meter = provider.getMeter('girok.otlp-receiver');
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
    .createObservableGauge('otelcol_exporter_queue_size', { unit: '{batches}' })
    .addCallback((result) => result.observe(0, exporting));
  meter
    .createObservableGauge('otelcol_process_memory_rss', { unit: 'By' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter.createObservableCounter('otelcol_process_cpu_seconds', { unit: 's' }).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / 1e6);
  });
  return {
    stored: (signal, message) => {
      of[signal].accepted(message);
      of[signal].sent(message);
    },
    refused: (signal, message) => {
      of[signal].refused(message);
      of[signal].failed(message);
    },
    shutdown: () => provider.shutdown(),
  };
}
