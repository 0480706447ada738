import { type KeyValue, spanTags, tagsOf } from './tags';
import { type SpanEvent, type SpanInFull, type SpanLink } from '../../queries/trace/spanInFull';

/** One trace as Jaeger's API has it. Times are µs since 1970, durations µs, cut to whole ones as Jaeger does. */
export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string; tags: KeyValue[] }>;
  warnings: string[] | null;
}

interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: Array<{ refType: 'CHILD_OF' | 'FOLLOWS_FROM'; traceID: string; spanID: string }>;
  startTime: number;
  duration: number;
  flags: number;
  tags: KeyValue[];
  logs: Array<{ timestamp: number; fields: KeyValue[] }>;
  processID: string;
  warnings: string[] | null;
}

/** The flags of W3C Trace Context; the bits above tell what the sender knew of the parent. */
const TRACE_FLAGS = 0xff;

const microseconds = (nanoseconds: bigint) => Number(nanoseconds / 1000n);

/**
 * Spans of one trace in Jaeger's shape. Warnings about the trace also stand at its first span, because neither Grafana
 * nor Jaeger's UI shows those of a trace.
 */
export function jaegerTrace(
  traceID: string,
  spans: readonly SpanInFull[],
  warnings: readonly string[] = []
): JaegerTrace {
  const processes = new Map<string, { id: string; serviceName: string; tags: KeyValue[] }>();
  const processOf = ({ service, resource }: SpanInFull): string => {
    const key = JSON.stringify([service, resource.attributes]);
    const known = processes.get(key);
    if (known) {
      return known.id;
    }
    const id = `p${processes.size + 1}`;
    const tags = tagsOf(resource.attributes.filter(([name]) => name !== 'service.name'));
    processes.set(key, { id, serviceName: service, tags });
    return id;
  };
  return {
    traceID,
    spans: spans.map((span, i) => {
      const own = [...(i === 0 ? warnings : []), ...clampWarning(span)];
      return {
        traceID,
        spanID: span.id,
        operationName: span.name,
        references: [...parentOf(traceID, span), ...span.links.map(reference)],
        startTime: microseconds(span.start),
        duration: microseconds(span.duration),
        flags: span.flags & TRACE_FLAGS,
        tags: spanTags(span),
        logs: span.events.map(log),
        processID: processOf(span),
        warnings: own.length > 0 ? own : null,
      };
    }),
    processes: Object.fromEntries([...processes.values()].map(({ id, ...process }) => [id, process])),
    warnings: warnings.length > 0 ? [...warnings] : null,
  };
}

const parentOf = (traceID: string, { parentId }: SpanInFull): JaegerSpan['references'] =>
  parentId === '' ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parentId }];

/** A link is FOLLOWS_FROM unless it says otherwise (OpenTelemetry's compatibility with OpenTracing). */
const reference = ({ traceId, spanId, attributes }: SpanLink): JaegerSpan['references'][number] => ({
  refType: attributes.some(([key, value]) => key === 'opentracing.ref_type' && value === 'child_of')
    ? 'CHILD_OF'
    : 'FOLLOWS_FROM',
  traceID: traceId,
  spanID: spanId,
});

const log = ({ time, name, attributes }: SpanEvent): JaegerSpan['logs'][number] => ({
  timestamp: microseconds(BigInt(time)),
  fields: [{ key: 'event', type: 'string', value: name }, ...tagsOf(attributes)],
});

const clampWarning = ({ clampedFrom }: SpanInFull): string[] =>
  clampedFrom === undefined ? [] : [`The start that was sent, ${clampedFrom} ns, is not usable and was replaced.`];
