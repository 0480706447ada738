import { type Filter, where } from '../filters';
import { SPAN_FIELDS } from './fields';

const text = (filter: Omit<Filter, 'key'>) => where([{ key: 'duration', ...filter }], SPAN_FIELDS).text;

test.each<[string, Omit<Filter, 'key'>, string]>([
  ['a duration with a unit', { operator: '>', value: '1.5s' }, '`Duration` > 1500000000'],
  ['equal', { operator: '=', value: '2 ms' }, '`Duration` IN (2000000)'],
  ['one of', { operator: '=|', value: '1s', values: ['1s', '2s'] }, '`Duration` IN (1000000000, 2000000000)'],
  ['none of', { operator: '!=|', value: '1s', values: ['1s', 'x'] }, '`Duration` NOT IN (1000000000)'],
  ['what is no duration matches nothing', { operator: '>=', value: '1 OR 1' }, '0'],
  ['no pattern of a number', { operator: '=~', value: '1' }, '0'],
  ['an unknown operator matches nothing', { operator: '> 0 OR', value: '1s' }, '0'],
])('%s', (_, filter, expected) => expect(text(filter)).toBe(expected));
