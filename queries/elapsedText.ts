const STEPS: ReadonlyArray<[limit: number, divisor: number, unit: string]> = [
  [120, 1, 's'],
  [2 * 3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Infinity, 86_400, 'days'],
];

/** An age or a time to wait, in seconds: `40 s`, `12 min`, `7 h`, `3 days`. Clocks that disagree make no negative age. */
export function elapsedText(seconds: number): string {
  const [, divisor, unit] = STEPS.find(([limit]) => seconds < limit) ?? STEPS[STEPS.length - 1];
  return `${Math.max(0, Math.round(seconds / divisor))} ${unit}`;
}
