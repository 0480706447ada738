import { durationText, parseDuration } from './duration';

test.each<[string, number | undefined]>([
  ['500ms', 5e8],
  ['1.5s', 1.5e9],
  ['2 m', 120e9],
  ['2 min', 120e9],
  ['1h', 3600e9],
  ['250 µs', 250_000],
  ['250us', 250_000],
  ['.5 S', 5e8],
  ['1,500 ms', 1.5e9],
  ['  7ns ', 7],
  ['12345', 12_345],
  ['', undefined],
  ['ms', undefined],
  ['1.s', undefined],
  ['-5ms', undefined],
  ['5 parsecs', undefined],
  ['1e3', undefined],
  ['1s; DROP TABLE x', undefined],
  ['9'.repeat(30), undefined],
])('%j is %s ns', (text, expected) => expect(parseDuration(text)).toBe(expected));

test.each([
  [0, '0 ns'],
  [999, '999 ns'],
  [1000, '1 µs'],
  [512_345_678, '512 ms'],
  [999_999_999, '1 s'],
  [1.5e9, '1.5 s'],
  [135e9, '2.25 min'],
  [7200e9, '2 h'],
])('%d ns is said as %s', (nanoseconds, expected) => {
  expect(durationText(nanoseconds)).toBe(expected);
  // what is shown can be typed into a filter: the same to three digits
  expect(parseDuration(expected)).toBe(Number(nanoseconds.toPrecision(3)));
});
