import root from '@opentelemetry/otlp-transformer/build/src/generated/root';
import { type Writer } from 'protobufjs/minimal';

import { type Signal } from './signal';

interface Encodable {
  fromObject(value: object): object;
  encode(message: object): Writer;
}

const collector = (
  root as unknown as { opentelemetry: { proto: { collector: Record<string, { v1: Record<string, Encodable> }> } } }
).opentelemetry.proto.collector;

const TYPES: Record<Signal, Encodable> = {
  logs: collector.logs.v1.ExportLogsServiceRequest,
  traces: collector.trace.v1.ExportTraceServiceRequest,
  metrics: collector.metrics.v1.ExportMetricsServiceRequest,
};

/** For tests: an OTLP JSON message in protobuf, as an SDK would send it. */
export function toProtobuf(signal: Signal, message: object): Uint8Array {
  const withBytes = JSON.parse(JSON.stringify(message), (name, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(name) ? Buffer.from(String(value), 'hex').toString('base64') : value
  ) as object;
  return TYPES[signal].encode(TYPES[signal].fromObject(withBytes)).finish();
}
