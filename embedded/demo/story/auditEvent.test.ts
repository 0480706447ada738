import { billingEvent, storefrontEvent } from './auditEvent';
import { decide, type ShopRequest } from './request';
import { userOf } from './tenants';

const base = { tenant: 'acme' as const, actor: userOf('acme', 16) };
const sentenceOf = (request: ShopRequest) => storefrontEvent(request, decide(request))?.sentence;

test.each<[string, ShopRequest, string | undefined]>([
  [
    'a refused export',
    { ...base, operation: 'exportInvoices', target: 'acme/invoices', records: 1204 },
    'user-17 tried to export 1,204 invoices: exports above 500 records need role billing-exporter',
  ],
  [
    'an export',
    { ...base, operation: 'exportInvoices', target: 'acme/invoices', records: 12 },
    'user-17 exported 12 invoices',
  ],
  [
    'a wrong password',
    { ...base, operation: 'login', target: 'storefront', password: 'wrong' },
    'user-17 tried to log in to storefront: wrong password',
  ],
  ['a look at an invoice', { ...base, operation: 'viewInvoice', target: 'inv-1' }, 'user-17 read invoice inv-1'],
  ['what nobody must answer for', { ...base, operation: 'browse', target: 'catalog' }, undefined],
])('%s as a sentence', (_, request, sentence) => {
  expect(sentenceOf(request)).toBe(sentence);
});

test('a role change says the roles before and after', () => {
  const roles = { before: ['viewer'], after: ['viewer', 'auditor'] };
  const request: ShopRequest = { ...base, actor: userOf('acme', 0), operation: 'assignRole', target: 'user-9', roles };
  expect(storefrontEvent(request, decide(request))).toMatchObject({
    event: 'role.assign',
    action: 'ASSIGN_ROLE',
    outcome: 'success',
    target: { id: 'user-9', type: 'user' },
    change: roles,
  });
});

test('billing writes about payments and invoices, and leaves the rest to storefront', () => {
  const request: ShopRequest = { ...base, operation: 'checkout', target: 'ord-123456' };
  expect(billingEvent('AuthorizePayment', request, 'card declined')).toMatchObject({
    outcome: 'failure',
    reason: 'card declined',
    target: { id: 'pay-123456', type: 'payment' },
  });
  expect(billingEvent('CreateInvoice', request)).toMatchObject({ outcome: 'success', target: { id: 'inv-123456' } });
  expect(billingEvent('GetInvoice', request)).toBeUndefined();
});
