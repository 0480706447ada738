import { OPERATIONS, type OperationName } from './operations';
import { type Random } from './random';
import { type Actor, randomAdmin, type Tenant, randomUser } from './tenants';

/** One thing that somebody asks of storefront. */
export interface ShopRequest {
  operation: OperationName;
  tenant: Tenant;
  actor: Actor;
  /** Id of what it is about: an invoice, a customer, a user. */
  target: string;
  /** How many records are asked for, where that is a question. */
  records?: number;
  /** login: whether the password is right. */
  password?: 'right' | 'wrong';
  /** checkout: what the card's bank will say. */
  card?: 'good' | 'declined';
  /** Role changes: the roles of the target before and after. */
  roles?: { before: string[]; after: string[] };
}

/** What storefront answers. */
export interface Verdict {
  status: number;
  /** Why not, in words; absent when it did what was asked. */
  reason?: string;
}

/** Largest export that needs no special role. */
export const MAX_FREE_EXPORT = 500;

const ADMIN_ONLY: OperationName[] = ['readUsers', 'assignRole', 'revokeRole'];

/** What storefront decides before it asks billing. */
export function decide(request: ShopRequest): Verdict {
  if (request.operation === 'login' && request.password === 'wrong') {
    return { status: 401, reason: 'wrong password' };
  }
  if (ADMIN_ONLY.includes(request.operation) && !request.actor.isAdmin) {
    return { status: 403, reason: 'role admin is required' };
  }
  if (request.operation === 'exportInvoices' && (request.records ?? 0) > MAX_FREE_EXPORT && !request.actor.isAdmin) {
    return { status: 403, reason: `exports above ${MAX_FREE_EXPORT} records need role billing-exporter` };
  }
  return { status: OPERATIONS[request.operation].status };
}

const WRONG_PASSWORDS = 0.06;
const DECLINED_CARDS = 0.015;
const ROLES = ['auditor', 'billing-reader', 'billing-exporter', 'support'];

/** Completes a request for an operation with an actor and a target that fit. */
export function randomRequest(random: Random, operation: OperationName, tenant: Tenant): ShopRequest {
  const user = randomUser(random, tenant);
  const base = { operation, tenant, actor: user };
  const other = randomUser(random, tenant).id;
  switch (operation) {
    case 'browse':
      return { ...base, target: 'catalog' };
    case 'viewInvoice':
    case 'deleteDraft':
      return { ...base, target: invoiceId(random) };
    case 'listInvoices':
      return { ...base, target: `${tenant}/invoices`, records: random.between(3, 50) };
    case 'exportInvoices':
      return { ...base, target: `${tenant}/invoices`, records: random.between(12, 420) };
    case 'checkout':
      return {
        ...base,
        target: `ord-${random.between(100_000, 999_999)}`,
        card: random.chance(DECLINED_CARDS) ? 'declined' : 'good',
      };
    case 'login':
      return { ...base, target: 'storefront', password: random.chance(WRONG_PASSWORDS) ? 'wrong' : 'right' };
    case 'logout':
      return { ...base, target: 'storefront' };
    case 'updateCustomer':
      return { ...base, target: `cust-${random.between(1000, 1999)}` };
    case 'readUsers':
      // who has no business here tries now and then
      return { ...base, actor: random.chance(0.7) ? randomAdmin(random, tenant) : user, target: `${tenant}/users` };
    case 'assignRole':
    case 'revokeRole': {
      const fewer = ['viewer'];
      const more = ['viewer', random.pick(ROLES)];
      const roles = operation === 'assignRole' ? { before: fewer, after: more } : { before: more, after: fewer };
      return { ...base, actor: random.chance(0.9) ? randomAdmin(random, tenant) : user, target: other, roles };
    }
  }
}

const invoiceId = (random: Random) => `inv-${random.between(20_000, 29_999)}`;
