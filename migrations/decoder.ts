/**
 * An independent decoder of OTLP JSON, for tests: what the tables must hold, written from the OTLP specification and
 * docs/ingestion.md without a look at the views. Rows come out as ClickHouse's JSONEachRow prints them.
 */

type Json = Record<string, unknown>;
export type Row = Record<string, unknown>;

const array = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number of a protobuf integer field: JSON numbers and decimal strings count, anything else is absent. */
function integer(value: unknown, least: bigint, most: bigint): bigint {
  const given = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^-?\d+$/.test(given)) {
    return 0n;
  }
  const number = BigInt(given);
  return number < least || number > most ? 0n : number;
}
const uint64 = (value: unknown) => integer(value, 0n, 2n ** 64n - 1n);
const int64 = (value: unknown) => integer(value, -(2n ** 63n), 2n ** 63n - 1n);
const uint32 = (value: unknown) => Number(integer(value, 0n, 2n ** 32n - 1n));
const int32 = (value: unknown) => Number(integer(value, -(2n ** 31n), 2n ** 31n - 1n));
const uint8 = (value: unknown) => Number(integer(value, 0n, 255n));

function double(value: unknown): number {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') {
    return Number(value);
  }
  return typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : 0;
}
const optionalDouble = (value: unknown) => (value === undefined || value === null ? null : double(value));

/** An AnyValue as text: scalars as they are, arrays and maps as OTLP JSON, nothing as ''. */
export function anyValue(value: unknown): string {
  const [inner] = Object.values(object(value));
  if (inner === undefined || inner === null) {
    return '';
  }
  return typeof inner === 'object' ? JSON.stringify(inner) : String(inner);
}

/** Pairs in the order they came; a key that comes twice is kept twice, and a look-up finds the first. */
const attributes = (list: unknown): Array<[string, string]> =>
  array(list).map(({ key, value }) => [text(key), anyValue(value)]);
const lookUp = (pairs: Array<[string, string]>, key: string) => pairs.find(([name]) => name === key)?.[1] ?? '';

/** `2026-01-20 10:42:07.123456789`, UTC */
export function clickhouseTime(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`;
}

const id = (value: unknown) => text(value).toLowerCase();

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) => [
  name,
  `${name}2`,
  `${name}3`,
  `${name}4`,
]);

interface Scoped {
  resource: Array<[string, string]>;
  resourceSchemaUrl: string;
  scope: Json;
  scopeAttributes: Array<[string, string]>;
  scopeSchemaUrl: string;
  items: Json[];
}

function scoped(message: Json, resources: string, scopes: string, items: string): Scoped[] {
  return array(message[resources]).flatMap((r) =>
    array(object(r)[scopes]).map((s) => ({
      resource: attributes(object(r.resource).attributes),
      resourceSchemaUrl: text(r.schemaUrl),
      scope: object(s.scope),
      scopeAttributes: attributes(object(s.scope).attributes),
      scopeSchemaUrl: text(s.schemaUrl),
      items: array(s[items]),
    }))
  );
}

const common = ({ resource, resourceSchemaUrl, scope, scopeAttributes, scopeSchemaUrl }: Scoped): Row => ({
  ServiceName: lookUp(resource, 'service.name'),
  ResourceAttributes: resource,
  ResourceSchemaUrl: resourceSchemaUrl,
  ScopeName: text(scope.name),
  ScopeVersion: text(scope.version),
  ScopeAttributes: scopeAttributes,
  ScopeSchemaUrl: scopeSchemaUrl,
});

/** Rows of otel_audit_logs. Times must lie in the accepted window: what happens outside of it has its own tests. */
export function decodeLogs(message: Json): Row[] {
  return scoped(message, 'resourceLogs', 'scopeLogs', 'logRecords').flatMap((s) =>
    s.items.map((record) => ({
      ...common(s),
      Timestamp: clickhouseTime(uint64(record.timeUnixNano) || uint64(record.observedTimeUnixNano)),
      ObservedTimestamp: clickhouseTime(uint64(record.observedTimeUnixNano)),
      TraceId: id(record.traceId),
      SpanId: id(record.spanId),
      TraceFlags: uint32(record.flags) & 255,
      SeverityText: text(record.severityText) || (SEVERITIES[uint8(record.severityNumber) - 1] ?? ''),
      SeverityNumber: uint8(record.severityNumber),
      Body: anyValue(record.body),
      LogAttributes: attributes(record.attributes),
      EventName: text(record.eventName),
      DroppedAttributesCount: uint32(record.droppedAttributesCount),
    }))
  );
}

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

/** Rows of otel_audit_traces. */
export function decodeTraces(message: Json): Row[] {
  return scoped(message, 'resourceSpans', 'scopeSpans', 'spans').flatMap((s) =>
    s.items.map((span) => {
      const [start, end] = [uint64(span.startTimeUnixNano), uint64(span.endTimeUnixNano)];
      const [events, links, status] = [array(span.events), array(span.links), object(span.status)];
      return {
        ...common(s),
        Timestamp: clickhouseTime(start),
        TraceId: id(span.traceId),
        SpanId: id(span.spanId),
        ParentSpanId: id(span.parentSpanId),
        TraceState: text(span.traceState),
        SpanName: text(span.name),
        SpanKind: KINDS[uint8(span.kind)] ?? 'Unspecified',
        SpanAttributes: attributes(span.attributes),
        Duration: String(end > start ? end - start : 0n),
        StatusCode: STATUSES[uint8(status.code)] ?? 'Unset',
        StatusMessage: text(status.message),
        Flags: uint32(span.flags),
        'Events.Timestamp': events.map((event) => clickhouseTime(uint64(event.timeUnixNano))),
        'Events.Name': events.map((event) => text(event.name)),
        'Events.Attributes': events.map((event) => attributes(event.attributes)),
        'Links.TraceId': links.map((link) => id(link.traceId)),
        'Links.SpanId': links.map((link) => id(link.spanId)),
        'Links.TraceState': links.map((link) => text(link.traceState)),
        'Links.Attributes': links.map((link) => attributes(link.attributes)),
      };
    })
  );
}

const METRIC_KINDS = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential_histogram'],
  ['summary', 'summary'],
] as const;
const TEMPORALITIES = ['Unspecified', 'Delta', 'Cumulative'];

/** Rows of otel_audit_metrics: one a data point. */
export function decodeMetrics(message: Json): Row[] {
  return scoped(message, 'resourceMetrics', 'scopeMetrics', 'metrics').flatMap((s) =>
    s.items.flatMap((metric) =>
      METRIC_KINDS.flatMap(([field, type]) => {
        const data = object(metric[field]);
        return array(data.dataPoints).map((point) => ({
          ...common(s),
          MetricName: text(metric.name),
          MetricDescription: text(metric.description),
          MetricUnit: text(metric.unit),
          MetricType: type,
          AggregationTemporality: TEMPORALITIES[uint8(data.aggregationTemporality)] ?? 'Unspecified',
          IsMonotonic: data.isMonotonic === true,
          ...pointRow(point),
        }));
      })
    )
  );
}

const counts = (value: unknown) => (Array.isArray(value) ? value.map((one) => String(uint64(one))) : []);
const doubles = (value: unknown) => (Array.isArray(value) ? value.map(double) : []);
const numberOf = (point: Json) => ('asInt' in point ? Number(int64(point.asInt)) : double(point.asDouble));

function pointRow(point: Json): Row {
  const [positive, negative] = [object(point.positive), object(point.negative)];
  const [quantiles, exemplars] = [array(point.quantileValues), array(point.exemplars)];
  return {
    Attributes: attributes(point.attributes),
    StartTimeUnix: clickhouseTime(uint64(point.startTimeUnixNano)),
    TimeUnix: clickhouseTime(uint64(point.timeUnixNano)),
    Flags: uint32(point.flags),
    Value: numberOf(point),
    Count: String(uint64(point.count)),
    Sum: optionalDouble(point.sum),
    Min: optionalDouble(point.min),
    Max: optionalDouble(point.max),
    BucketCounts: counts(point.bucketCounts),
    ExplicitBounds: doubles(point.explicitBounds),
    Scale: int32(point.scale),
    ZeroCount: String(uint64(point.zeroCount)),
    ZeroThreshold: double(point.zeroThreshold),
    PositiveOffset: int32(positive.offset),
    PositiveBucketCounts: counts(positive.bucketCounts),
    NegativeOffset: int32(negative.offset),
    NegativeBucketCounts: counts(negative.bucketCounts),
    'ValueAtQuantiles.Quantile': quantiles.map((one) => double(one.quantile)),
    'ValueAtQuantiles.Value': quantiles.map((one) => double(one.value)),
    'Exemplars.FilteredAttributes': exemplars.map((one) => attributes(one.filteredAttributes)),
    'Exemplars.TimeUnix': exemplars.map((one) => clickhouseTime(uint64(one.timeUnixNano))),
    'Exemplars.Value': exemplars.map(numberOf),
    'Exemplars.SpanId': exemplars.map((one) => id(one.spanId)),
    'Exemplars.TraceId': exemplars.map((one) => id(one.traceId)),
  };
}
