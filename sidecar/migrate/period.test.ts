import { daysOf, formatPeriod, isShorter, parsePeriod } from './period';

const period = (text: string) => {
  const parsed = parsePeriod(text);
  if (!parsed) {
    throw new Error(`${text} is no period`);
  }
  return parsed;
};

test.each([
  ['7y', '7 YEAR'],
  ['90d', '90 DAY'],
  ['6mo', '6 MONTH'],
  ['2w', '2 WEEK'],
  ['7 YEAR', '7 YEAR'],
  ['90 days', '90 DAY'],
  [' 1  Month ', '1 MONTH'],
  ['007d', '7 DAY'],
])('%s is %s', (text, canonical) => expect(formatPeriod(period(text))).toBe(canonical));

test.each([
  ['no number', 'YEAR'],
  ['no unit', '90'],
  ['nothing', '0d'],
  ['minutes or months', '6m'],
  ['more than ClickHouse can count', '51y'],
  ['more than ClickHouse can count', '18301d'],
  ['something behind it', '90 DAY; DROP TABLE t'],
  ['a fraction', '1.5y'],
])('%s is no period: %s', (_, text) => expect(parsePeriod(text)).toBeUndefined());

test.each<[string, string, boolean]>([
  ['1y', '2y', true],
  ['90d', '90d', false],
  ['30d', '1mo', true],
  ['365d', '1y', true],
  ['366d', '1y', false],
  ['12mo', '1y', true],
  ['14mo', '1y', false],
])('%s after %s deletes rows: %s', (after, before, shorter) =>
  expect(isShorter(period(after), period(before))).toBe(shorter)
);

test('days are shown on average', () => {
  expect([daysOf(period('7y')), daysOf(period('6mo')), daysOf(period('2w'))]).toEqual([2557, 183, 14]);
});
