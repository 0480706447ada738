import { type DataFrame } from '@grafana/data';

export type Attributes = Record<string, string>;

export interface SpanEvent {
  /** ns since 1970, as text. */
  time: string;
  name: string;
  attributes: Attributes;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attributes;
}

/** Everything that is stored of a span. */
export interface SpanInFull {
  id: string;
  parentId: string;
  traceState: string;
  flags: number;
  /** ns since 1970. */
  start: bigint;
  /** ns. */
  duration: bigint;
  service: string;
  name: string;
  kind: string;
  status: string;
  message: string;
  attributes: Attributes;
  resource: { attributes: Attributes; schemaUrl: string };
  scope: { name: string; version: string; attributes: Attributes; schemaUrl: string };
  events: SpanEvent[];
  links: SpanLink[];
}

/** Rows of `traceSpan()` and `traceDownload()`. */
export function spansInFull(frame: DataFrame | undefined): SpanInFull[] {
  const columns = new Map((frame?.fields ?? []).map((field) => [field.name, field.values]));
  return Array.from({ length: frame?.length ?? 0 }, (_, row): SpanInFull => {
    const text = (name: string) => String(columns.get(name)?.[row] ?? '');
    const texts = (name: string) => listOf(text(name)).map(String);
    const maps = (name: string) => listOf(text(name)).map(attributesOf);
    const [eventTimes, eventAttributes] = [texts('event_times'), maps('event_attributes')];
    const [linkSpans, linkStates, linkAttributes] = [texts('link_spans'), texts('link_states'), maps('link_attributes')];
    return {
      id: text('id'),
      parentId: text('parent'),
      traceState: text('trace_state'),
      flags: Number(text('flags')),
      start: BigInt(text('start') || 0),
      duration: BigInt(text('duration') || 0),
      service: text('service'),
      name: text('name'),
      kind: text('kind'),
      status: text('status'),
      message: text('message'),
      attributes: attributesOf(parsed(text('attributes'))),
      resource: { attributes: attributesOf(parsed(text('resource'))), schemaUrl: text('resource_schema') },
      scope: {
        name: text('scope_name'),
        version: text('scope_version'),
        attributes: attributesOf(parsed(text('scope'))),
        schemaUrl: text('scope_schema'),
      },
      events: texts('event_names').map((name, i) => ({ name, time: eventTimes[i], attributes: eventAttributes[i] ?? {} })),
      links: texts('link_traces').map((traceId, i) => ({
        traceId,
        spanId: linkSpans[i],
        traceState: linkStates[i],
        attributes: linkAttributes[i] ?? {},
      })),
    };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(text: string): unknown[] {
  const value = parsed(text);
  return Array.isArray(value) ? value : [];
}

function attributesOf(value: unknown): Attributes {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]))
    : {};
}
