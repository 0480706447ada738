import { type Config } from '../config';

/** What one question of the Jaeger API may ask for. */
export interface JaegerLimits {
  /** How far back the menus, and searches without a start, look. */
  lookbackMs: number;
  /** Longest time that a search or the dependencies may ask of. */
  maxRangeMs: number;
  maxTraces: number;
  spansOfTrace: number;
  spansOfAnswer: number;
}

const HOUR_MS = 3_600_000;

export function jaegerLimits(config: Config): JaegerLimits {
  return {
    lookbackMs: config.jaegerLookbackHours * HOUR_MS,
    maxRangeMs: config.jaegerMaxDays * 24 * HOUR_MS,
    maxTraces: config.jaegerMaxTraces,
    spansOfTrace: config.jaegerMaxSpans,
    spansOfAnswer: config.jaegerMaxSpans * 2,
  };
}
