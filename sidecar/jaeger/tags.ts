import { type Attributes, type SpanInFull } from '../../queries/trace/spanInFull';

/** A tag, or a field of a log. */
export type KeyValue =
  | { key: string; type: 'string'; value: string }
  | { key: string; type: 'bool'; value: boolean }
  | { key: string; type: 'int64'; value: number };

/**
 * Attributes that are whole numbers in OpenTelemetry's semantic conventions. Values are stored as text without the type
 * that they were sent with: of all others it is not known, and they stay text.
 */
const WHOLE_NUMBERS = new Set([
  ...['http.response.status_code', 'http.status_code', 'http.request.resend_count'],
  ...['http.request.body.size', 'http.response.body.size', 'http.request_content_length'],
  ...['http.response_content_length', 'rpc.grpc.status_code', 'db.response.returned_rows'],
  ...['db.operation.batch.size', 'messaging.batch.message_count', 'messaging.message.body.size'],
  ...['server.port', 'client.port', 'network.peer.port', 'network.local.port', 'net.peer.port', 'net.host.port'],
  ...['thread.id', 'process.pid', 'process.parent_pid', 'code.line.number', 'code.lineno'],
]);

/** Written in the one way in which a number is, and small enough for JSON. */
const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,14})$/;

const textTag = (key: string, value: string): KeyValue => ({ key, type: 'string', value });

function tag(key: string, value: string): KeyValue {
  if (key === 'error' && (value === 'true' || value === 'false')) {
    return { key, type: 'bool', value: value === 'true' };
  }
  return WHOLE_NUMBERS.has(key) && WHOLE_NUMBER.test(value)
    ? { key, type: 'int64', value: Number(value) }
    : textTag(key, value);
}

/** Attributes as tags, in the order in which they were sent. */
export const tagsOf = (attributes: Attributes): KeyValue[] => attributes.map(([key, value]) => tag(key, value));

/** Kind, status, scope and state of a span, under the names that OpenTelemetry gives them in Jaeger, before its attributes. */
export function spanTags(span: SpanInFull): KeyValue[] {
  const { kind, status, message, scope, traceState, attributes } = span;
  // older exporters write STATUS_CODE_ERROR
  const [failed, fine] = [/error$/i.test(status), /ok$/i.test(status)];
  const saysError = attributes.some(([key, value]) => key === 'error' && value === 'true');
  const said: Array<[key: string, value: string]> = [
    ['span.kind', /^unspecified$/i.test(kind) ? '' : kind.toLowerCase()],
    ['otel.status_code', failed ? 'ERROR' : fine ? 'OK' : ''],
    ['otel.status_description', message],
    ['otel.scope.name', scope.name],
    ['otel.scope.version', scope.version],
    ['w3c.tracestate', traceState],
  ];
  return [
    ...(failed && !saysError ? [tag('error', 'true')] : []),
    ...said.filter(([, value]) => value !== '').map(([key, value]) => textTag(key, value)),
    ...tagsOf(attributes),
  ];
}
