/** 1,204 */
export const count = (value: number) => value.toLocaleString('en-US');

/** "1 span", "2 spans" */
export const plural = (value: number, one: string) => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

/** A share (0-1) in per cent with two significant digits: "0.4 %", "12 %", "< 0.1 %". */
export function percent(share: number): string {
  if (share === 0) {
    return '0 %';
  }
  return share < 0.001 ? '< 0.1 %' : `${Number((100 * share).toPrecision(share > 0.995 ? 3 : 2))} %`;
}

/** So many a second, a minute or an hour, whichever makes `like` (another rate, for one unit in a column) a number that one can think of. */
export function rateText(perSecond: number, like = perSecond): string {
  if (like >= 1) {
    return `${amount(perSecond)}/s`;
  }
  return like >= 1 / 60 ? `${amount(perSecond * 60)}/min` : `${amount(perSecond * 3600)}/h`;
}

const amount = (value: number) => count(Number(value.toPrecision(value >= 100 ? 3 : 2)));
