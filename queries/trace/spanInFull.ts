/** Keys and values in the order in which they were sent. A key can come twice: OTLP forbids it, and senders do it. */
export type Attributes = ReadonlyArray<readonly [key: string, value: string]>;

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
  /** The start as it was sent, in ns since 1970, when it was not usable and was replaced. */
  clampedFrom?: string;
}

/** A row of `traceSpan()` or `traceDownload()`: values by the name of their column. */
export function spanInFull(row: Readonly<Record<string, unknown>>): SpanInFull {
  const text = (name: string) => String(row[name] ?? '');
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
    events: texts('event_names').map((name, i) => ({
      name,
      time: eventTimes[i],
      attributes: eventAttributes[i] ?? [],
    })),
    links: texts('link_traces').map((traceId, i) => ({
      traceId,
      spanId: linkSpans[i],
      traceState: linkStates[i],
      attributes: linkAttributes[i] ?? [],
    })),
    clampedFrom: ['', '0'].includes(text('clamped_from')) ? undefined : text('clamped_from'),
  };
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

const attributesOf = (value: unknown): Attributes =>
  Array.isArray(value)
    ? value.filter(Array.isArray).map(([key, one]: unknown[]) => [String(key), String(one)] as const)
    : [];
