import { authenticate, credentialsOf } from './authentication';

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('credentials of a request', () => {
  test.each([
    ['nothing: the default user', {}, '', { name: 'default', password: '' }],
    ['Basic', basic('ann:s3cret'), '', { name: 'ann', password: 's3cret' }],
    ['Basic, colons in the password', basic('ann:a:b:'), '', { name: 'ann', password: 'a:b:' }],
    ['Basic, not ASCII', basic('ünï:pässwört'), '', { name: 'ünï', password: 'pässwört' }],
    ['Basic without password', basic('ann'), '', { name: 'ann', password: '' }],
    ['Basic without a name', basic(':x'), '', { name: 'default', password: 'x' }],
    ['headers', { 'x-clickhouse-user': 'ann', 'x-clickhouse-key': 'k' }, '', { name: 'ann', password: 'k' }],
    ['key only', { 'x-clickhouse-key': 'k' }, '', { name: 'default', password: 'k' }],
    ['URL', {}, 'user=ann&password=p%26q', { name: 'ann', password: 'p&q' }],
    [
      'headers before Basic before URL',
      { ...basic('b:b'), 'x-clickhouse-user': 'h' },
      'user=u',
      { name: 'h', password: '' },
    ],
    ['Basic before URL', basic('b:b'), 'user=u&password=u', { name: 'b', password: 'b' }],
  ])('%s', (_, headers, url, expected) => {
    expect(credentialsOf(headers, new URLSearchParams(url))).toEqual(expected);
  });

  test.each([['Bearer abc'], ['Basic a b'], ['Basic ***']])('refused: %s', (authorization) => {
    expect(() => credentialsOf({ authorization }, new URLSearchParams())).toThrow(/Code: 516/);
  });
});

describe('who it is', () => {
  const users = [
    { name: 'default', password: '' },
    { name: 'ann', password: 's3cret', readonly: true },
  ];

  test('the user with the right password', () => {
    expect(authenticate(users, { name: 'ann', password: 's3cret' })).toBe(users[1]);
  });
  test.each([
    ['wrong password', { name: 'ann', password: 's3cre' }],
    ['no password', { name: 'ann', password: '' }],
    ['unknown user', { name: 'bob', password: '' }],
    ['a password for a user without one', { name: 'default', password: 'x' }],
    ['names are compared exactly', { name: 'Ann', password: 's3cret' }],
  ])('%s', (_, given) => expect(() => authenticate(users, given)).toThrow(/Code: 516.*AUTHENTICATION_FAILED/));
});
