import { type Attributes, type SpanInFull } from './spanInFull';

/** Numbers of opentelemetry/proto/trace/v1/trace.proto, Span.SpanKind and Status.StatusCode. */
const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

interface KeyValue {
  key: string;
  value: { stringValue: string };
}

/** An ExportTraceServiceRequest in OTLP's JSON encoding: ids in hexadecimal, 64-bit numbers as text. */
export interface OtlpTraces {
  resourceSpans: Array<{
    resource: { attributes: KeyValue[] };
    scopeSpans: Array<{
      scope: { name: string; version: string; attributes: KeyValue[] };
      spans: object[];
      schemaUrl: string;
    }>;
    schemaUrl: string;
  }>;
}

/**
 * One trace as OTLP/HTTP JSON, as a receiver takes it at /v1/traces, grouped by resource and scope in the order of their
 * first span. Values of attributes are text, as they are stored: the types that they were sent with are not kept.
 */
export function otlpJson(traceId: string, spans: readonly SpanInFull[]): OtlpTraces {
  return {
    resourceSpans: grouped(spans, ({ resource }) => resource).map(([resource, ofResource]) => ({
      resource: { attributes: keyValues(resource.attributes) },
      scopeSpans: grouped(ofResource, ({ scope }) => scope).map(
        ([{ name, version, attributes, schemaUrl }, ofScope]) => ({
          scope: { name, version, attributes: keyValues(attributes) },
          spans: ofScope.map((span) => otlpSpan(traceId, span)),
          schemaUrl,
        })
      ),
      schemaUrl: resource.schemaUrl,
    })),
  };
}

function grouped<T>(spans: readonly SpanInFull[], of: (span: SpanInFull) => T): Array<[T, SpanInFull[]]> {
  const groups = new Map<string, [T, SpanInFull[]]>();
  for (const span of spans) {
    const key = JSON.stringify(of(span));
    const group = groups.get(key);
    if (group) {
      group[1].push(span);
    } else {
      groups.set(key, [of(span), [span]]);
    }
  }
  return [...groups.values()];
}

function otlpSpan(traceId: string, span: SpanInFull): object {
  return {
    traceId,
    spanId: span.id,
    traceState: span.traceState,
    parentSpanId: span.parentId,
    flags: span.flags,
    name: span.name,
    kind: numberOf(KINDS, span.kind),
    startTimeUnixNano: String(span.start),
    endTimeUnixNano: String(span.start + span.duration),
    attributes: keyValues(span.attributes),
    events: span.events.map(({ time, name, attributes }) => ({
      timeUnixNano: time,
      name,
      attributes: keyValues(attributes),
    })),
    links: span.links.map(({ attributes, ...link }) => ({ ...link, attributes: keyValues(attributes) })),
    status: { code: numberOf(STATUSES, span.status), message: span.message },
  };
}

const keyValues = (attributes: Attributes): KeyValue[] =>
  attributes.map(([key, value]) => ({ key, value: { stringValue: value } }));

/** Older exporters write STATUS_CODE_ERROR and SPAN_KIND_SERVER. A name that is not known is 0, as in the protocol. */
const numberOf = (names: string[], name: string) =>
  Math.max(
    0,
    names.findIndex((one) => name.toLowerCase() === one.toLowerCase() || name.endsWith(`_${one.toUpperCase()}`))
  );
