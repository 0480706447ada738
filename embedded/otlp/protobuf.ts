import root from '@opentelemetry/otlp-transformer/build/src/generated/root';
import { type Message, type Reader, Writer } from 'protobufjs/minimal';

import { jsonStatus, OtlpProblem } from './problem';
import { type Signal, SIGNALS } from './signal';

interface RequestType {
  decode(bytes: Uint8Array | Reader): Message;
  toObject(message: Message, options: object): Record<string, unknown>;
}

// The definitions are those that the OpenTelemetry SDK generates from opentelemetry-proto; the package's types leave them out.
const { logs, trace, metrics } = (
  root as unknown as {
    opentelemetry: {
      proto: {
        collector: {
          logs: { v1: { ExportLogsServiceRequest: RequestType } };
          trace: { v1: { ExportTraceServiceRequest: RequestType } };
          metrics: { v1: { ExportMetricsServiceRequest: RequestType } };
        };
      };
    };
  }
).opentelemetry.proto.collector;

const REQUEST: Record<Signal, RequestType> = {
  logs: logs.v1.ExportLogsServiceRequest,
  traces: trace.v1.ExportTraceServiceRequest,
  metrics: metrics.v1.ExportMetricsServiceRequest,
};

/**
 * An OTLP protobuf request as OTLP JSON text: ids in hex, 64-bit numbers as strings, bytes in base64, NaN and the
 * infinities as strings (OTLP specification, "JSON Protobuf Encoding"). Text that is not UTF-8 gets U+FFFD.
 * @throws OtlpProblem 400 when the bytes are not such a request
 */
export function protobufToJson(signal: Signal, bytes: Uint8Array): string {
  const { key } = SIGNALS[signal];
  const request = decode(signal, bytes);
  if (bytes.length > 0 && !Array.isArray(request[key])) {
    throw new OtlpProblem(400, `The body is protobuf but holds no ${key}: it is not an OTLP ${signal} request.`);
  }
  return JSON.stringify({ [key]: request[key] ?? [] }, (name, value: unknown) =>
    isId(name) && typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : value
  );
}

const isId = (name: string) => name === 'traceId' || name === 'spanId' || name === 'parentSpanId';

function decode(signal: Signal, bytes: Uint8Array): Record<string, unknown> {
  const type = REQUEST[signal];
  try {
    return type.toObject(type.decode(bytes), { longs: String, bytes: String, json: true });
  } catch (error) {
    throw new OtlpProblem(400, `The body is not an OTLP ${signal} request in protobuf: ${String(error)}.`);
  }
}

/** google.rpc.Status in protobuf: `int32 code = 1; string message = 2`. */
export function protobufStatus(problem: OtlpProblem): Uint8Array {
  const { code, message } = jsonStatus(problem);
  return Writer.create().uint32(8).int32(code).uint32(18).string(message).finish();
}
