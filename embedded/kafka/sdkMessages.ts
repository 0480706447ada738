import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableLogRecord, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

import { type Signal } from './pipeline';

type Done = Parameters<PushMetricExporter['export']>[1];

/** Keeps OTLP JSON messages as the SDK's exporters would send them. */
class Kept<Items> {
  readonly messages: Uint8Array[] = [];

  constructor(private readonly serialize: (items: Items) => Uint8Array | undefined) {}

  export(items: Items, done: Done): void {
    const message = this.serialize(items);
    if (message) {
      this.messages.push(message);
    }
    done({ code: 0 });
  }

  async shutdown(): Promise<void> {}
  async forceFlush(): Promise<void> {}
}

/**
 * What the real OpenTelemetry SDK makes of some work: a span with an event, an exception and a link, a log record within
 * it, and every kind of metric. One message a span, one a log record, one for all metrics.
 * @param rounds how often the work is done
 */
export async function sdkMessages(rounds: number): Promise<Record<Signal, Uint8Array[]>> {
  const resource = resourceFromAttributes({ 'service.name': 'sdk-service', 'service.version': '1.2.3', replicas: 3 });
  const spans = new Kept<ReadableSpan[]>((items) => JsonTraceSerializer.serializeRequest(items));
  const logs = new Kept<ReadableLogRecord[]>((items) => JsonLogsSerializer.serializeRequest(items));
  const metrics = new Kept<Parameters<PushMetricExporter['export']>[0]>((items) =>
    JsonMetricsSerializer.serializeRequest(items)
  );
  const reader = new PeriodicExportingMetricReader({
    exporter: Object.assign(metrics, { selectAggregationTemporality: () => AggregationTemporality.DELTA }),
  });
  const providers = {
    traces: new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(spans)] }),
    logs: new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor(logs)] }),
    metrics: new MeterProvider({
      resource,
      readers: [reader],
      views: [{ instrumentName: 'sizes', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    }),
  };
  work(providers, rounds);
  await reader.forceFlush();
  const messages = { logs: [...logs.messages], traces: [...spans.messages], metrics: [...metrics.messages] };
  // collects the metrics once more; taken at the same millisecond, the points would be the same points
  await Promise.all(Object.values(providers).map((provider) => provider.shutdown()));
  return messages;
}

interface Providers {
  traces: BasicTracerProvider;
  logs: LoggerProvider;
  metrics: MeterProvider;
}

function work(providers: Providers, rounds: number): void {
  const tracer = providers.traces.getTracer('scope', '0.1');
  const logger = providers.logs.getLogger('scope', '0.1');
  const meter = providers.metrics.getMeter('scope', '0.1');
  const requests = meter.createCounter('requests', { unit: '1', description: 'what was asked' });
  const durations = meter.createHistogram('durations', { unit: 'ms' });
  const sizes = meter.createHistogram('sizes');
  const open = meter.createUpDownCounter('open');
  meter.createObservableGauge('temperature').addCallback((result) => result.observe(21.5, { room: 'north' }));

  for (let i = 0; i < rounds; i++) {
    const first = tracer.startSpan('first', { kind: SpanKind.CLIENT });
    const span = tracer.startSpan(`work ${i}`, {
      kind: SpanKind.SERVER,
      links: [{ context: first.spanContext(), attributes: { why: 'because' } }],
      attributes: { 'http.route': '/a/{b}', n: i, ratio: 0.5, ok: true, tags: ['a', 'b'] },
    });
    span.addEvent('retry', { attempt: i });
    span.recordException(new Error('한글 "quoted" \\'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
    logger.emit({
      context: trace.setSpan(context.active(), span),
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      eventName: 'work.done',
      body: { nested: { list: [1, 'two', { three: 3.5 }] } },
      attributes: { 'audit.record.id': `record-${i}`, 'audit.actor.id': "o'brien", bytes: new Uint8Array([0, 255]) },
    });
    span.end();
    first.end();
    requests.add(i + 1, { route: '/a', status: 200 });
    durations.record(i * 7.25, { route: '/a' });
    sizes.record(1.5 ** i);
    open.add(i % 2 ? -1 : 1);
  }
}
