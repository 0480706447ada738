import root from '@opentelemetry/otlp-transformer/build/src/generated/root';
import { type Writer } from 'protobufjs/minimal';

import { type Signal } from '../signals';

interface Encodable {
  fromObject(value: object): object;
  encode(message: object): Writer;
}

// The definitions are those that the OpenTelemetry SDK generates from opentelemetry-proto; the package's types leave them out.
const { logs, trace, metrics } = (
  root as unknown as { opentelemetry: { proto: { collector: Record<string, { v1: Record<string, Encodable> }> } } }
).opentelemetry.proto.collector;

const REQUEST: Record<Signal, Encodable> = {
  logs: logs.v1.ExportLogsServiceRequest,
  traces: trace.v1.ExportTraceServiceRequest,
  metrics: metrics.v1.ExportMetricsServiceRequest,
};

/** An OTLP JSON message in protobuf. */
export function toProtobuf(signal: Signal, message: object): Buffer {
  const withBytes = JSON.parse(JSON.stringify(message), (name, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(name) ? Buffer.from(String(value), 'hex').toString('base64') : value
  ) as object;
  return Buffer.from(REQUEST[signal].encode(REQUEST[signal].fromObject(withBytes)).finish());
}
