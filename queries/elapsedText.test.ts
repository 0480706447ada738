import { elapsedText } from './elapsedText';

test.each([
  [-3, '0 s'],
  [3.4, '3 s'],
  [4, '4 s'],
  [119, '119 s'],
  [120, '2 min'],
  [840, '14 min'],
  [7200, '2 h'],
  [10_800, '3 h'],
  [7 * 86_400, '7 days'],
])('%d seconds are %s', (seconds, words) => expect(elapsedText(seconds)).toBe(words));
