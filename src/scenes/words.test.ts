import { percent, plural, rateText } from './words';

test.each([
  [0, '0 %'],
  [0.0001, '< 0.1 %'],
  [0.00433, '0.43 %'],
  [0.123, '12 %'],
  [0.9979, '99.8 %'],
  [1, '100 %'],
])('the share %d', (share, text) => expect(percent(share)).toBe(text));

test.each([
  [1234, undefined, '1,230/s'],
  [4.26, undefined, '4.3/s'],
  [0.5, undefined, '30/min'],
  [0.001, undefined, '3.6/h'],
  [0.001, 5, '0.001/s'],
])('%d a second, beside %s', (rate, like, text) => expect(rateText(rate, like)).toBe(text));

test('one and many', () => expect([plural(1, 'span'), plural(1204, 'span')]).toEqual(['1 span', '1,204 spans']));
