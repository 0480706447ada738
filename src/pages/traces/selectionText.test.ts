import { durationsInWords, selectionFromUrl, selectionToUrl } from './selectionText';
import { type Selection } from '../../../queries/traces/selection';

test.each<[Selection, string]>([
  [{ from: 1000, to: 2000, min: 5, max: 9 }, '1000-2000,5-9'],
  [{ min: 5e8 }, '-,500000000-'],
  [{ max: 0 }, '-,-0'],
  [{ from: 1, to: 2 }, '1-2,-'],
])('%j stands in the address as %s', (selection, address) => {
  expect(selectionToUrl(selection)).toBe(address);
  expect(selectionFromUrl(address)).toEqual({
    from: undefined,
    to: undefined,
    min: undefined,
    max: undefined,
    ...selection,
  });
});

test.each([undefined, '', '-,-', '1-,5-9', 'x', '1-2,3-4;', "1-2,3-4' OR 1", '1-2,99999999999999999-', ['1-2,3-4']])(
  '%j is no box',
  (address) => expect(selectionFromUrl(address)).toBeUndefined()
);

test.each<[Selection, string]>([
  [{ min: 1e9, max: 4e9 }, '1 s to 4 s'],
  [{ min: 5e8 }, 'at least 500 ms'],
  [{ max: 5e8 }, 'less than 500 ms'],
  [{ from: 1, to: 2 }, ''],
])('%j in words', (selection, words) => expect(durationsInWords(selection)).toBe(words));
