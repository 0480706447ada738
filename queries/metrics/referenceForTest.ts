import { type TestMetric, type TestPoint } from './otlpForTest';

/**
 * The arithmetic of the metrics data model once more, written from its text and not from our SQL: one stream after the
 * other, one point after the other. Times in seconds from the start of the range.
 */

export interface Range {
  from: number;
  to: number;
  step: number;
  /** How long before the range points are looked at. */
  lookBack: number;
}

interface Added<T> {
  a: number;
  t: number;
  amount: T;
}

interface Algebra<T> {
  minus(now: T, before: T): T;
  fell(now: T, before: T): boolean;
  comparable(now: TestPoint, before: TestPoint): boolean;
}

/** What each point of each stream adds, and over which time. */
export function addedBy<T>(
  { points, delta }: Pick<TestMetric, 'points' | 'delta'>,
  valueOf: (point: TestPoint) => T,
  algebra: Algebra<T>,
  { from, to, lookBack }: Range
): Array<Added<T> & { stream: string }> {
  const found: Array<Added<T> & { stream: string }> = [];
  const streams = [...new Set(points.map(({ attributes = {} }) => JSON.stringify(attributes)))];
  for (const stream of streams) {
    let before: TestPoint | undefined;
    const own = points
      .filter(({ attributes = {}, noValue }) => JSON.stringify(attributes) === stream && !noValue)
      .filter(({ value }) => value === undefined || typeof value === 'number')
      .filter(({ time }) => time >= from - lookBack && time <= to)
      .sort((x, y) => x.time - y.time);
    for (const point of own) {
      const value = valueOf(point);
      const start = point.start !== undefined && point.start <= point.time ? point.start : undefined;
      const isNew = before && start !== undefined && start >= before.time && start !== before.start;
      const add = (a: number, amount: T) => found.push({ stream, a, t: point.time, amount });
      if (delta) {
        add(start ?? point.time, value);
      } else if (start === point.time) {
        // the base of what follows
      } else if (!before) {
        if (start !== undefined && start >= from - lookBack) {
          add(start, value);
        }
      } else if (isNew) {
        add(start, value);
      } else if (algebra.comparable(point, before)) {
        const last = valueOf(before);
        add(before.time, algebra.fell(value, last) ? value : algebra.minus(value, last));
      }
      before = point;
    }
  }
  return found;
}

/** What is added in each interval, by its start: each amount evenly over its time. `seconds`: how much of it is told of. */
export function perInterval<T>(
  added: Array<Added<T>>,
  { from, to, step }: Range
): Array<{ time: number; seconds: number; parts: Array<{ share: number; amount: T }> }> {
  if (added.length === 0) {
    return [];
  }
  const first = Math.max(from, Math.min(...added.map(({ a }) => a)));
  const last = Math.min(to, Math.max(...added.map(({ t }) => t)));
  const intervals = [];
  for (let time = Math.floor(first / step) * step; time <= last; time += step) {
    const [start, end] = [Math.max(time, first), Math.min(time + step, last)];
    const parts = added
      .map(({ a, t, amount }) => ({
        amount,
        share:
          t > a ? Math.max(0, Math.min(t, end) - Math.max(a, start)) / (t - a) : t >= time && t < time + step ? 1 : 0,
      }))
      .filter(({ share }) => share > 0);
    intervals.push({ time, seconds: Math.max(1e-9, end - start), parts });
  }
  return intervals.filter(({ parts }) => parts.length > 0);
}

/**
 * The value of each stream in each interval, by its start: that of its last point so far, unless that one is more than five
 * minutes older than the interval.
 */
export function valuePerInterval(points: TestPoint[], { from, to, step, lookBack }: Range): Map<number, number[]> {
  const streams = new Map<string, TestPoint[]>();
  for (const point of points) {
    const isRead = point.time >= from - lookBack && point.time <= to;
    if (isRead && !point.noValue && typeof point.value === 'number') {
      const stream = JSON.stringify(point.attributes ?? {});
      streams.set(stream, [...(streams.get(stream) ?? []), point]);
    }
  }
  const found = new Map<number, number[]>();
  for (let time = from; time < to; time += step) {
    const values = [...streams.values()].flatMap((own) => {
      const last = own.filter((point) => point.time < time + step).sort((x, y) => y.time - x.time)[0];
      return last && last.time + 300 >= time ? [Number(last.value)] : [];
    });
    if (values.length > 0) {
      found.set(time, values);
    }
  }
  return found;
}

export const NUMBER_ALGEBRA: Algebra<number> = {
  minus: (now, before) => now - before,
  fell: (now, before) => now < before,
  comparable: () => true,
};

export const BUCKET_ALGEBRA: Algebra<number[]> = {
  minus: (now, before) => now.map((n, i) => n - before[i]),
  fell: (now, before) => now.some((n, i) => n < before[i]),
  comparable: (now, before) => JSON.stringify(now.bounds) === JSON.stringify(before.bounds),
};

/** The q-quantile of counts in explicit buckets, by proportion within its bucket. */
export function explicitQuantile(q: number, counts: number[], bounds: number[]): number | null {
  const total = counts.reduce((sum, n) => sum + n, 0);
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0 && seen + counts[i] >= q * total * (1 - 1e-12)) {
      const [low, high] = [i === 0 ? -Infinity : bounds[i - 1], i === bounds.length ? Infinity : bounds[i]];
      if (high === Infinity) {
        return low === -Infinity ? null : low;
      }
      const floor = low === -Infinity ? (high > 0 ? 0 : high) : low;
      return floor + ((high - floor) * (q * total - seen)) / counts[i];
    }
    seen += counts[i];
  }
  return null;
}
