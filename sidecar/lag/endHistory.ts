/** The end offset of a partition at one moment, by girok's clock in milliseconds. */
export interface EndPoint {
  at: number;
  end: number;
}

/** Points that are kept of a partition: an hour of samples 15 s apart. */
export const END_POINTS = 240;

/**
 * The history with one more point. While nothing is written only the first and the last moment of the quiet time are
 * kept, so that a quiet topic is remembered for longer. A point that is not newer is dropped; an end that went back
 * belongs to a topic that was made anew, and begins a new history.
 */
export function withEnd(history: readonly EndPoint[], point: EndPoint): EndPoint[] {
  const last = history.at(-1);
  if (last === undefined || point.end < last.end) {
    return [point];
  }
  if (point.at <= last.at) {
    return [...history];
  }
  const isQuiet = last.end === point.end && history.at(-2)?.end === point.end;
  return [...(isQuiet ? history.slice(0, -1) : history), point].slice(-END_POINTS);
}
