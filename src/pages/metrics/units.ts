/** Units of OTLP (UCUM) that Grafana knows under another name, and what they are per second. */
const KNOWN: Record<string, { unit: string; perSecond?: string }> = {
  '1': { unit: 'short' },
  '%': { unit: 'percent' },
  ns: { unit: 'ns' },
  us: { unit: 'µs' },
  ms: { unit: 'ms' },
  s: { unit: 's' },
  min: { unit: 'm' },
  h: { unit: 'h' },
  d: { unit: 'd' },
  By: { unit: 'bytes', perSecond: 'binBps' },
  KiBy: { unit: 'kbytes' },
  MiBy: { unit: 'mbytes' },
  GiBy: { unit: 'gbytes' },
  bit: { unit: 'bits', perSecond: 'bps' },
  Hz: { unit: 'hertz' },
  Cel: { unit: 'celsius' },
  W: { unit: 'watt' },
  J: { unit: 'joule' },
  V: { unit: 'volt' },
  A: { unit: 'amp' },
};

/** `{request}` counts requests; UCUM calls that an annotation. */
const ANNOTATION = /^\{([^{}]*)\}$/;

/** Grafana's id of a unit. One that it does not know stands behind the number as it was sent. */
export function unitOf(unit: string): string {
  if (Object.hasOwn(KNOWN, unit)) {
    return KNOWN[unit].unit;
  }
  return unit === '' || ANNOTATION.test(unit) ? 'short' : `suffix: ${unit}`;
}

/** The same per second. */
export function ratePerSecondUnit(unit: string): string {
  const counted = ANNOTATION.exec(unit)?.[1];
  const known = Object.hasOwn(KNOWN, unit) ? KNOWN[unit].perSecond : undefined;
  return known ?? `suffix: ${counted ?? (unit === '1' ? '' : unit)}/s`;
}
