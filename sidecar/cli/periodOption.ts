import { InvalidArgumentError } from 'commander';

/** `24h` or `7d` of a command line, as hours. */
export function hoursOption(text: string): number {
  const match = /^(\d{1,4})([hd])$/.exec(text);
  if (!match || Number(match[1]) === 0) {
    throw new InvalidArgumentError('Give hours or days, such as 24h or 7d.');
  }
  return Number(match[1]) * (match[2] === 'd' ? 24 : 1);
}
