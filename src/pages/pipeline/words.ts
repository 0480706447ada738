const STEPS: ReadonlyArray<[limit: number, divisor: number, unit: string]> = [
  [120, 1, 's'],
  [2 * 3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Infinity, 86_400, 'days'],
];

/** `40 s`, `12 min`, `7 h`, `3 days`. */
export function duration(seconds: number): string {
  const [, divisor, unit] = STEPS.find(([limit]) => seconds < limit) ?? STEPS[STEPS.length - 1];
  return `${Math.max(0, Math.round(seconds / divisor))} ${unit}`;
}

export const whole = (n: number) => n.toLocaleString('en-US');

/** Messages or rows per second; `?` when not known. */
export const rate = (perSecond: number | null) =>
  perSecond === null
    ? '?'
    : `${perSecond.toLocaleString('en-US', { maximumFractionDigits: perSecond < 10 ? 1 : 0 })}/s`;

/** A share as percent; `?` when not known. */
export const percent = (share: number | null) => (share === null ? '?' : `${Math.round(share * 100)} %`);
