import { AUDIT_FIELDS } from './audit/fields';
import { auditSearch } from './audit/search';
import { type Filter, where } from './filters';

const text = (...filters: Filter[]) => where(filters, AUDIT_FIELDS).text;

test.each<[string, Filter, string]>([
  ['equals', { key: 'actor', operator: '=', value: 'u' }, "`Actor` = 'u'"],
  [
    'not equals on an attribute',
    { key: 'attribute.user.id', operator: '!=', value: 'u' },
    "`LogAttributes`['user.id'] != 'u'",
  ],
  ['one of', { key: 'outcome', operator: '=|', value: 'a', values: ['a', 'b'] }, "`Outcome` IN ('a', 'b')"],
  ['none of', { key: 'outcome', operator: '!=|', value: 'a', values: ['a'] }, "`Outcome` NOT IN ('a')"],
  ['one of, but the link has lost the list', { key: 'outcome', operator: '=|', value: 'a' }, "`Outcome` IN ('a')"],
  ['regular expression', { key: 'body', operator: '=~', value: 'in.*ce' }, "match(`Body`, '(?i)in.*ce')"],
  [
    'what is no regular expression is looked for as it stands',
    { key: 'body', operator: '=~', value: '(' },
    "`Body` ILIKE '%(%'",
  ],
  [
    'what ClickHouse has no regular expression for too',
    { key: 'body', operator: '!~', value: '(?=a)' },
    "NOT `Body` ILIKE '%(?=a)%'",
  ],
  ['words are contained', { key: 'body', operator: '=~', value: 'refused' }, "match(`Body`, '(?i)refused')"],
  ['words are not contained', { key: 'body', operator: '!~', value: 'refused' }, "NOT match(`Body`, '(?i)refused')"],
  [
    'upper and lower case told apart',
    { key: 'body', operator: '=~', value: '(?-i)Refused' },
    "match(`Body`, 'Refused')",
  ],
  [
    'case told apart in what is no regular expression',
    { key: 'body', operator: '!~', value: '(?-i)a(' },
    "NOT `Body` LIKE '%a(%'",
  ],
  ['a field exists', { key: 'attribute.k', operator: '=~', value: '.+' }, "(toString(`LogAttributes`['k']) != '')"],
  ['a field does not exist', { key: 'target', operator: '!~', value: '.+' }, "NOT (toString(`Target`) != '')"],
  [
    'comparison of numbers',
    { key: 'attribute.n', operator: '>=', value: '10' },
    "toFloat64OrNull(toString(`LogAttributes`['n'])) >= 10",
  ],
  ['comparison with what is no number matches nothing', { key: 'attribute.n', operator: '<', value: 'ten' }, '0'],
  ['an unknown field matches nothing', { key: 'Body) OR (1', operator: '=', value: '1' }, '0'],
  ['a field of the prototype is no field', { key: 'constructor', operator: '=', value: '1' }, '0'],
  ['an unknown operator matches nothing', { key: 'actor', operator: '= 1 OR', value: '1' }, '0'],
])('%s', (_, filter, expected) => expect(text(filter)).toBe(expected));

test('filters are combined with AND; one that has no key yet is left out', () => {
  expect(
    text(
      { key: 'actor', operator: '=', value: 'a' },
      { key: '', operator: '=', value: '' },
      { key: 'tenant', operator: '=', value: 'b' }
    )
  ).toBe("`Actor` = 'a'\n  AND `Tenant` = 'b'");
});

test.each([
  ['nothing', '  ', '1'],
  ['a trace id', 'ABCDEF0123456789abcdef0123456789', "TraceId = 'abcdef0123456789abcdef0123456789'"],
  ['a span id', '0123456789abcdef', "SpanId = '0123456789abcdef'"],
  ['an IPv4 address', '203.0.113.9', "SourceAddress = '203.0.113.9'"],
  ['an IPv6 address', '2001:db8::1', "SourceAddress = '2001:db8::1'"],
])('search: %s', (_, searched, expected) => expect(auditSearch(searched).text).toBe(expected));

test('search: every word must stand somewhere', () => {
  expect(auditSearch('export invoice').text.match(/Body ILIKE/g)).toHaveLength(2);
});
