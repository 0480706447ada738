import { outcomeOf, queryDuration } from './outcome';
import { BAD_RELEASE_FAILURES, SLOW_DATABASE } from '../story/day';
import { BILLING_METHODS, type Query } from '../story/operations';
import { seeded } from '../story/random';
import { type ShopRequest } from '../story/request';
import { userOf } from '../story/tenants';

const [customers, payments] = BILLING_METHODS.AuthorizePayment.queries;
const [invoices] = BILLING_METHODS.GetInvoice.queries;

function median(query: Query, minute: number): number {
  const durations = Array.from({ length: 501 }, (_, seed) => queryDuration(query, minute, seeded(seed)));
  return durations.sort((a, b) => a - b)[250];
}

test.each([
  ['payments before the trouble', payments, SLOW_DATABASE.from + 1, 'ordinary'],
  ['payments when it begins', payments, SLOW_DATABASE.from, 'slow'],
  ['customers, in the same trouble', customers, SLOW_DATABASE.to + 1, 'slow'],
  ['payments when it is over', payments, SLOW_DATABASE.to, 'ordinary'],
  ['another table meanwhile', invoices, SLOW_DATABASE.from, 'ordinary'],
])('%s', (_, query, minute, expected) => {
  const times = median(query, minute) / query.typical;
  expect(times > 50 ? 'slow' : 'ordinary').toBe(expected);
});

const checkout: ShopRequest = { operation: 'checkout', tenant: 'acme', actor: userOf('acme', 5), target: 'ord-1' };
const crashes = (request: ShopRequest, release: Parameters<typeof outcomeOf>[1]) =>
  Array.from({ length: 2000 }, (_, seed) => outcomeOf(request, release, seeded(seed))).filter(
    ({ status }) => status === 500
  ).length / 2000;

test.each(['1.8.2', '1.9.1'] as const)('release %s does not crash', (release) => {
  expect(crashes(checkout, release)).toBe(0);
});

test('release 1.9.0 crashes in checkout, and only there', () => {
  expect(crashes(checkout, '1.9.0')).toBeCloseTo(BAD_RELEASE_FAILURES, 1);
  expect(crashes({ ...checkout, operation: 'viewInvoice' }, '1.9.0')).toBe(0);
});

test('a declined card ends a checkout with 402', () => {
  expect(outcomeOf({ ...checkout, card: 'declined' }, '1.9.1', seeded(1))).toEqual({
    status: 402,
    reason: 'card declined',
  });
});
