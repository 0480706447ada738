import { printable } from './print';

test.each([
  ['plain', 'plain'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['a\nb\u0000', 'a\\x0ab\\x00'],
  ['é', '\\xc3\\xa9'],
])('%j is printed as %j', (text, expected) => expect(printable(Buffer.from(text), 100)).toBe(expected));

test('a long message is cut, and says so', () => expect(printable(Buffer.from('abcdef'), 4)).toBe('abc…'));
