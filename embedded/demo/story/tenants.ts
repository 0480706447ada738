import { type Random } from './random';

/** The ten customers of the demo company; each has a namespace of its own in which every service runs. */
export const TENANTS = [
  'acme',
  'globex',
  'initech',
  'umbrella',
  'hooli',
  'soylent',
  'stark',
  'wayne',
  'wonka',
  'tyrell',
] as const;

export type Tenant = (typeof TENANTS)[number];

export const isTenant = (name: string | undefined): name is Tenant => TENANTS.some((tenant) => tenant === name);

export const namespaceOf = (tenant: Tenant) => `${tenant}-prod`;

/** Shares of the traffic, in the order of TENANTS. */
const SHARES = [22, 16, 13, 11, 10, 8, 7, 6, 4, 3];

export const randomTenant = (random: Random): Tenant =>
  random.weighted(TENANTS.map((value, i) => ({ value, weight: SHARES[i] })));

/** Who does something: a person, or a program under an account of its own. */
export interface Actor {
  id: string;
  type: 'user' | 'service';
  /** Address that the requests come from. */
  address: string;
  isAdmin: boolean;
}

const USERS_PER_TENANT = 20;
const ADMINS_PER_TENANT = 2;

/** The n-th user of a tenant, from 0. Users are numbered through: user-1 to user-20 are acme's. The first two are admins. */
export function userOf(tenant: Tenant, n: number): Actor {
  const number = TENANTS.indexOf(tenant) * USERS_PER_TENANT + n + 1;
  // 203.0.113.0/24 is reserved for documentation (RFC 5737)
  const address = `203.0.113.${((number * 15 + 7) % 254) + 1}`;
  return { id: `user-${number}`, type: 'user', address, isAdmin: n < ADMINS_PER_TENANT };
}

export const randomUser = (random: Random, tenant: Tenant) => userOf(tenant, random.between(0, USERS_PER_TENANT - 1));

export const randomAdmin = (random: Random, tenant: Tenant) => userOf(tenant, random.between(0, ADMINS_PER_TENANT - 1));

/** A program that works inside the cluster. */
export const serviceAccount = (id: string): Actor => ({ id, type: 'service', address: '10.40.0.12', isAdmin: false });

/** A user of a tenant by id; undefined for anybody else's. */
export function userById(tenant: Tenant, id: string): Actor | undefined {
  return Array.from({ length: USERS_PER_TENANT }, (_, n) => userOf(tenant, n)).find((user) => user.id === id);
}
