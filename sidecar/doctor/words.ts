/** `1 queue`, `3 queues`. */
export const count = (n: number, thing: string) => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const list = (words: string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;

const STEPS: Array<[limit: number, divisor: number, unit: string]> = [
  [120, 1, 's'],
  [2 * 3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Infinity, 86_400, 'days'],
];

/** `40 s`, `12 min`, `7 h`, `3 days`. */
export function duration(seconds: number): string {
  const [, divisor, unit] = STEPS.find(([limit]) => seconds < limit) ?? STEPS[STEPS.length - 1];
  return `${Math.round(seconds / divisor)} ${unit}`;
}

/** `12.3 GiB` */
export const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
