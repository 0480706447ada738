import { BatchLogRecordProcessor, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';

import { pointsIn } from './backdatedMetrics';
import { type Counts, describeCounts } from '../telemetry/counts';
import { DeliveringExporter } from '../telemetry/deliveringExporter';
import { type Destination, otlpExporters } from '../telemetry/destination';

/** Items in one request: some 3 MB. An insert costs ClickHouse about as much for ten rows as for thousands. */
const BATCH = 4000;
/** Items that wait for the receiver before history waits too. Far below the queue's size, above which the SDK drops. */
const MOST_WAITING = 3 * BATCH;
const BATCHING = {
  maxExportBatchSize: BATCH,
  maxQueueSize: 50_000,
  scheduledDelayMillis: 1000,
  exportTimeoutMillis: 600_000,
};

/** Metric messages that are sent at the same time; the receiver puts them into one insert. The SDK's limit is 30. */
const METRICS_AT_ONCE = 24;

/** The SDK's processors and exporters for history, with a count of what was made and what the receiver has confirmed. */
export class HistoryPipeline {
  readonly emitted: Counts = { spans: 0, logs: 0, metricPoints: 0 };
  readonly spans: SpanProcessor[];
  readonly logs: LogRecordProcessor[];
  private readonly exporters;
  private readonly metrics: ResourceMetrics[] = [];
  private sendingMetrics: Promise<void> | undefined;

  constructor(destination: Destination) {
    const { spans, logs, metrics } = otlpExporters(destination);
    this.exporters = {
      spans: new DeliveringExporter<ReadableSpan[]>(spans, (items) => items.length),
      logs: new DeliveringExporter<ReadableLogRecord[]>(logs, (items) => items.length),
      metrics: new DeliveringExporter<ResourceMetrics>(metrics, pointsIn),
    };
    this.spans = [
      { ...NOTHING_TO_END, onStart: () => {}, onEnd: () => this.emitted.spans++ },
      new BatchSpanProcessor(this.exporters.spans, BATCHING),
    ];
    this.logs = [
      { ...NOTHING_TO_END, onEmit: () => this.emitted.logs++ },
      new BatchLogRecordProcessor(this.exporters.logs, BATCHING),
    ];
  }

  get delivered(): Counts {
    const { spans, logs, metrics } = this.exporters;
    return { spans: spans.delivered, logs: logs.delivered, metricPoints: metrics.delivered };
  }

  /** Sends collected metrics, in the background. */
  sendMetrics(metrics: ResourceMetrics): void {
    this.emitted.metricPoints += pointsIn(metrics);
    this.metrics.push(metrics);
    this.sendingMetrics ??= this.sendWaitingMetrics().finally(() => (this.sendingMetrics = undefined));
  }

  private async sendWaitingMetrics(): Promise<void> {
    while (this.metrics.length > 0) {
      const messages = this.metrics.splice(0, METRICS_AT_ONCE);
      // whether it went well is what the exporter has counted
      await Promise.all(messages.map((one) => new Promise((done) => this.exporters.metrics.export(one, done))));
    }
  }

  /** Lets the exporters work, and waits for them when too much has gathered. @throws when something was refused */
  async keepPace(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const { spans, logs } = this.delivered;
    if (this.emitted.spans - spans > MOST_WAITING || this.emitted.logs - logs > MOST_WAITING) {
      await this.flush();
    }
    this.throwFailure();
  }

  /** Waits until everything is stored. @throws when something was refused or got lost on the way */
  async finish(): Promise<Counts> {
    await this.flush();
    const { spans, logs, metrics } = this.exporters;
    await Promise.all([spans.settled(), logs.settled(), metrics.settled()]);
    this.throwFailure();
    if (describeCounts(this.emitted) !== describeCounts(this.delivered)) {
      throw this.problem('some of it never reached an exporter');
    }
    return this.delivered;
  }

  private async flush() {
    await Promise.all([
      this.sendingMetrics,
      ...[...this.spans, ...this.logs].map((processor) => processor.forceFlush()),
    ]);
  }

  private throwFailure() {
    const { spans, logs, metrics } = this.exporters;
    const failure = spans.failure ?? logs.failure ?? metrics.failure;
    if (failure) {
      throw this.problem(failure.message);
    }
  }

  private problem(what: string) {
    const made = describeCounts(this.emitted);
    return new Error(`History could not be sent: ${what}\n  Made ${made}; stored ${describeCounts(this.delivered)}.`);
  }
}

const NOTHING_TO_END = { forceFlush: async () => {}, shutdown: async () => {} };
