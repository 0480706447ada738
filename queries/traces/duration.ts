const NANOSECONDS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

const DURATION = /^(\d+(?:\.\d+)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|min|h)?$/i;

/**
 * Nanoseconds of a duration as people write it: "500ms", "1.5s", "2 m", "1,500 ms". A number without a unit is
 * nanoseconds, as it is stored. Undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = 'ns'] = DURATION.exec(text.trim().replaceAll(',', '')) ?? [];
  const nanoseconds = Math.round(Number(amount) * NANOSECONDS[unit.toLowerCase()]);
  return Number.isSafeInteger(nanoseconds) ? nanoseconds : undefined;
}

const UNITS: Array<[string, number]> = [
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
];

/** A duration in nanoseconds with three significant digits: "512 ms", "1.5 s", "2.25 min". `parseDuration` reads it. */
export function durationText(nanoseconds: number): string {
  const rounded = Number(nanoseconds.toPrecision(3));
  const [unit, size] = UNITS.find(([, one]) => rounded >= one) ?? ['ns', 1];
  return `${Number((rounded / size).toPrecision(3))} ${unit}`;
}
