import { type HrTime } from '@opentelemetry/api';

/**
 * Milliseconds since 1970 as the SDK's own kind of time. A plain number will not do: the SDK takes one that lies before
 * the start of the process for a reading of performance.now().
 */
export function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.floor((ms - seconds * 1000) * 1e6)];
}
