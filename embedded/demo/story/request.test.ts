import { decide, type ShopRequest } from './request';
import { userById, userOf } from './tenants';

const admin = userOf('acme', 0);
const user = userOf('acme', 7);
const asked = (rest: Partial<ShopRequest>): ShopRequest => ({
  operation: 'browse',
  tenant: 'acme',
  actor: user,
  target: 'x',
  ...rest,
});

test.each([
  ['a right password', asked({ operation: 'login', password: 'right' }), 200],
  ['a wrong password', asked({ operation: 'login', password: 'wrong' }), 401],
  ['an admin who lists users', asked({ operation: 'readUsers', actor: admin }), 200],
  ['a user who lists users', asked({ operation: 'readUsers' }), 403],
  ['a user who gives roles', asked({ operation: 'assignRole' }), 403],
  ['the largest free export', asked({ operation: 'exportInvoices', records: 500 }), 200],
  ['an export of one more', asked({ operation: 'exportInvoices', records: 501 }), 403],
  ['an admin with a large export', asked({ operation: 'exportInvoices', records: 501, actor: admin }), 200],
  ['a checkout', asked({ operation: 'checkout' }), 201],
])('%s', (_, request, status) => {
  const verdict = decide(request);
  expect(verdict.status).toBe(status);
  expect(verdict.reason !== undefined).toBe(status >= 400);
});

test('users are numbered through the tenants, each with an address of the documentation range', () => {
  expect(userOf('acme', 16)).toMatchObject({ id: 'user-17', address: '203.0.113.9' });
  expect(userOf('globex', 0).id).toBe('user-21');
  expect(userById('globex', 'user-21')).toEqual(userOf('globex', 0));
  expect(userById('acme', 'user-21')).toBeUndefined();
});
