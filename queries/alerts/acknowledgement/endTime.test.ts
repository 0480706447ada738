import { endChoices, latestEnd, refusalOf } from './endTime';

const at = (text: string) => Date.parse(text);
const NOW = at('2026-11-25T13:10:00Z');
const hours = (n: number) => NOW + n * 3_600_000;

test('half an hour, one, four, and the end of the shift', () => {
  expect(endChoices(NOW).map(({ label, until }) => [label, new Date(until).toISOString().slice(11, 16)])).toEqual([
    ['30 min', '13:40'],
    ['1 h', '14:10'],
    ['4 h', '17:10'],
    ['End of shift, 16:00', '16:00'],
  ]);
});

test.each([
  ['2026-11-25T07:59:59Z', '2026-11-25T08:00:00.000Z'],
  ['2026-11-25T08:00:00Z', '2026-11-25T16:00:00.000Z'],
  ['2026-11-25T16:30:00Z', '2026-11-26T00:00:00.000Z'],
])('at %s the shift ends at %s', (now, end) => expect(new Date(endChoices(at(now))[3].until).toISOString()).toBe(end));

test.each<[string, number, string, RegExp | '']>([
  ['half an hour without a note', NOW + 1_800_000, '', ''],
  ['four hours without a note', hours(4), '', ''],
  ['five hours without a note', hours(5), '  ', /needs a note/],
  ['five hours with one', hours(5), 'fix rolls out', ''],
  ['the latest end', latestEnd(NOW), 'fix rolls out', ''],
  ['a day and an hour', hours(25), 'fix rolls out', /24 h ahead/],
  ['now', NOW, 'x', /lie ahead/],
  ['yesterday', hours(-24), 'x', /lie ahead/],
  ['no time at all', Number.NaN, 'x', /lie ahead/],
  ['for ever', Infinity, 'x', /lie ahead/],
  ['a novel', hours(1), 'x'.repeat(501), /longer than 500/],
])('%s', (_, until, note, expected) => {
  const refusal = refusalOf({ until, note, now: NOW });
  expect(refusal).toEqual(expected === '' ? '' : expect.stringMatching(expected));
});
