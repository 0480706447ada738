import { type DataFrame } from '@grafana/data';

/** One span as the waterfall needs it. Times in ns: `start` counted from the start of the trace. */
export interface Span {
  /** Unique within the trace, and in links: the span id; from the second span with the same id on with its number. */
  key: string;
  id: string;
  /** Empty for a root. */
  parentId: string;
  service: string;
  name: string;
  /** Internal, Server, Client, Producer, Consumer; empty where it was not said. */
  kind: string;
  start: number;
  duration: number;
  isError: boolean;
  /** The beginning of the status message. */
  message: string;
  /** How many events and links it has. */
  events: number;
  links: number;
}

/** The spans of an answer, and the moment from which their times count, in ns since 1970. */
export interface ReceivedSpans {
  startedAt: bigint;
  spans: Span[];
  /** The trace has more spans than were asked for. */
  isCut: boolean;
}

export const endOf = (span: Span) => span.start + span.duration;

/** Rows of `traceSpans()`; of those, at most `limit`. Times stay exact: a trace of 104 days still fits a double in ns. */
export function spansFromFrame(frame: DataFrame | undefined, limit: number): ReceivedSpans {
  const columns = new Map((frame?.fields ?? []).map((field) => [field.name, field.values]));
  const length = Math.min(frame?.length ?? 0, limit);
  const text = (name: string, row: number) => String(columns.get(name)?.[row] ?? '');
  const number = (name: string, row: number) => Number(columns.get(name)?.[row] ?? 0);
  const starts = Array.from({ length }, (_, row) => BigInt(text('start', row) || 0));
  const startedAt = starts.reduce((least, one) => (one < least ? one : least), starts[0] ?? 0n);
  const seen = new Map<string, number>();
  const spans = starts.map((start, row): Span => {
    const id = text('id', row);
    const copy = (seen.get(id) ?? 0) + 1;
    seen.set(id, copy);
    return {
      key: copy === 1 ? id : `${id}.${copy}`,
      id,
      parentId: text('parent', row),
      service: text('service', row),
      name: text('name', row),
      kind: text('kind', row),
      start: Number(start - startedAt),
      duration: number('duration', row),
      isError: number('error', row) !== 0,
      message: text('message', row),
      events: number('events', row),
      links: number('links', row),
    };
  });
  return { startedAt, spans, isCut: (frame?.length ?? 0) > limit };
}

/** Time of a moment of the trace in ms since 1970. */
export const millisecondsAt = (startedAt: bigint, nanoseconds: number) =>
  Number(startedAt / 1000n) / 1000 + nanoseconds / 1e6;
