/** The part of a trace that is shown, in ns from its start. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** The narrowest window is this share of the trace, or 1 µs. */
const NARROWEST = 1e-5;

/** A window in order, within the trace and not narrower than can be drawn. */
export function windowWithin({ from, to }: TimeWindow, duration: number): TimeWindow {
  const least = Math.min(duration, Math.max(1000, duration * NARROWEST));
  const [low, high] = from < to ? [from, to] : [to, from];
  const width = Math.min(duration, Math.max(least, high - low));
  const start = Math.min(Math.max(0, low), duration - width);
  return { from: start, to: start + width };
}

/** Narrower (`factor` < 1) or wider around the middle of the window. */
export function zoomed({ from, to }: TimeWindow, factor: number, duration: number): TimeWindow {
  const middle = (from + to) / 2;
  const half = ((to - from) * factor) / 2;
  return windowWithin({ from: middle - half, to: middle + half }, duration);
}

/** The same width, moved by a share of it. */
export function moved({ from, to }: TimeWindow, by: number, duration: number): TimeWindow {
  const step = (to - from) * by;
  return windowWithin({ from: from + step, to: to + step }, duration);
}

/** A window as it stands in an address, in whole ns. */
export const writeWindow = ({ from, to }: TimeWindow) => `${Math.round(from)}-${Math.round(to)}`;

/** The window of an address; undefined for text that is none. What lies outside of the trace is cut when it is known. */
export function readWindow(text: string): TimeWindow | undefined {
  const parts = /^(\d{1,16})-(\d{1,16})$/.exec(text);
  return parts ? { from: Number(parts[1]), to: Number(parts[2]) } : undefined;
}

/** Where a moment is in the window: 0 at its start, 1 at its end; outside for what is outside. */
export const placeIn = ({ from, to }: TimeWindow, at: number) => (to === from ? 0 : (at - from) / (to - from));

/** Round moments of the window for the axis, `count` or a few less: 1, 2 or 5 times a power of ten of ns apart. */
export function ticksOf({ from, to }: TimeWindow, count: number): number[] {
  const rough = (to - from) / count;
  if (!(rough > 0)) {
    return [from];
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough * 0.999) ?? rough;
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
