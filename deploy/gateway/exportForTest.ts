import { type ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

// For limits.collector.test.ts: sends one span in each of N batches at once, and prints the result of each as JSON. A
// process of its own, because jest cannot load what the exporter imports while it runs.
const [url, authorization, batches] = process.argv.slice(2);
const memory = new InMemorySpanExporter();
new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] }).getTracer('t').startSpan('s').end();
const exporter = new OTLPTraceExporter({ url, headers: { authorization } });
const exportOne = () =>
  new Promise<ExportResultCode>((resolve) => exporter.export(memory.getFinishedSpans(), ({ code }) => resolve(code)));
void Promise.all(Array.from({ length: Number(batches) }, exportOne)).then((codes) =>
  process.stdout.write(JSON.stringify(codes))
);
