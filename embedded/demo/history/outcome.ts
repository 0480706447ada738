import { BAD_RELEASE_FAILURES, isIn, type Release, SLOW_DATABASE, SLOW_DATABASE_FACTOR } from '../story/day';
import { type Query } from '../story/operations';
import { type Random } from '../story/random';
import { decide, type ShopRequest, type Verdict } from '../story/request';

/** What release 1.9.0 of storefront throws in checkout. */
export const BAD_RELEASE_ERROR = {
  type: 'TypeError',
  message: "Cannot read properties of undefined (reading 'currency')",
  stack: `TypeError: Cannot read properties of undefined (reading 'currency')
    at totalOf (/app/checkout/total.js:41:27)
    at checkout (/app/checkout/checkout.js:88:19)`,
};

/** How storefront ends a request when it has come back from billing. */
export function outcomeOf(request: ShopRequest, release: Release, random: Random): Verdict & { crashed?: boolean } {
  if (request.operation === 'checkout' && release === '1.9.0' && random.chance(BAD_RELEASE_FAILURES)) {
    return { status: 500, reason: 'internal error', crashed: true };
  }
  if (request.card === 'declined') {
    return { status: 402, reason: 'card declined' };
  }
  return decide(request);
}

const SLOW_TABLES = ['payments', 'customers'];

/** Milliseconds of a statement in a minute of the story. */
export function queryDuration(query: Query, minute: number, random: Random): number {
  const slow = isIn(SLOW_DATABASE, minute) && SLOW_TABLES.includes(query.collection);
  return random.duration(query.typical * (slow ? SLOW_DATABASE_FACTOR : 1));
}
