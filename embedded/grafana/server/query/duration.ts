const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go's time.ParseDuration reads it ("1h30m", "-1.5s"), or null. There is no unit for days. */
export function parseGoDuration(text: string): number | null {
  const match = /^([-+]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (!match) {
    return text === '0' ? 0 : null;
  }
  const parts = text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g);
  const total = [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit], 0);
  return match[1] === '-' ? -total : total;
}

/** The largest whole unit: 90 s is "90s", 120 s is "2m". Source: macropro's FormatDuration. */
export function shortGoDuration(ms: number): string {
  if (ms === 0) {
    return '0s';
  }
  const length = Math.abs(ms);
  const unit = ['h', 'm', 's'].find((candidate) => length % UNIT_MS[candidate] === 0) ?? 'ms';
  return `${Math.trunc(length / UNIT_MS[unit])}${unit}`;
}
