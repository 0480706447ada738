/** Units of ClickHouse's INTERVAL that retention is given in, with the fewest and the most days that one may have. */
const UNITS = {
  DAY: { short: 'd', fewest: 1, most: 1 },
  WEEK: { short: 'w', fewest: 7, most: 7 },
  MONTH: { short: 'mo', fewest: 28, most: 31 },
  YEAR: { short: 'y', fewest: 365, most: 366 },
} as const;

export interface Period {
  count: number;
  unit: keyof typeof UNITS;
}

/** ClickHouse counts a TTL in 32-bit seconds since 1970: what reaches beyond 2106 wraps around and is deleted at once. */
const LONGEST_DAYS = 50 * 366;

const GIVEN = /^(\d{1,5})\s*([a-z]+)$/i;

/** Reads `7y`, `90d`, `6mo`, `2w`, `7 YEAR`, `90 days`. Undefined for anything else, nothing, and more than 50 years. */
export function parsePeriod(text: string): Period | undefined {
  const [, digits, word] = GIVEN.exec(text.trim()) ?? [];
  const unit = unitOf(word ?? '');
  const count = Number(digits);
  if (!unit || count === 0 || count * UNITS[unit].most > LONGEST_DAYS) {
    return undefined;
  }
  return { count, unit };
}

function unitOf(word: string): Period['unit'] | undefined {
  const units = Object.keys(UNITS) as Array<Period['unit']>;
  const lower = word.toLowerCase();
  return units.find((unit) => [UNITS[unit].short, unit.toLowerCase(), `${unit.toLowerCase()}s`].includes(lower));
}

/** `7 YEAR`, as ClickHouse writes it behind INTERVAL. */
export const formatPeriod = ({ count, unit }: Period): string => `${count} ${unit}`;

/** What to type, for error messages. */
export const PERIOD_FORM = 'a period of at most 50 years such as 90d, 2w, 6mo, 7y or "7 YEAR"';

/** Whether less is kept with `after` than with `before`; where months of unlike length leave it open, it is. */
export function isShorter(after: Period, before: Period): boolean {
  if (after.unit === before.unit) {
    return after.count < before.count;
  }
  return after.count * UNITS[after.unit].fewest < before.count * UNITS[before.unit].most;
}

/** Days of a period on average, rounded: what a plan shows. */
export function daysOf({ count, unit }: Period): number {
  const average = { DAY: 1, WEEK: 7, MONTH: 365.25 / 12, YEAR: 365.25 }[unit];
  return Math.round(count * average);
}
