import { z } from 'zod';

import { type Operation, OPERATIONS, operationNames } from '../story/operations';
import { type ShopRequest } from '../story/request';
import { type Tenant, userById } from '../story/tenants';

/** A request to storefront as HTTP carries it. */
export interface HttpRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string | undefined>;
  /** JSON, or empty. */
  body: string;
}

const bodySchema = z.object({
  target: z.string().max(100).optional(),
  records: z.number().int().min(0).max(1_000_000).optional(),
  password: z.enum(['right', 'wrong']).optional(),
  card: z.enum(['good', 'declined']).optional(),
  roles: z.object({ before: z.array(z.string()), after: z.array(z.string()) }).optional(),
});

/** What a person's browser would send. */
export function toHttp({ operation, tenant, actor, ...rest }: ShopRequest): HttpRequest {
  const { method, route } = OPERATIONS[operation];
  const path = route.replace('{id}', encodeURIComponent(rest.target));
  const headers = {
    // there is no gateway in front of the demo that would know these
    baggage: `tenant.id=${tenant}`,
    'x-user': actor.id,
    'x-forwarded-for': actor.address,
    'user-agent': 'Mozilla/5.0 (demo)',
  };
  if (method === 'GET') {
    const query = new URLSearchParams({ target: rest.target });
    if (rest.records !== undefined) {
      query.set('records', String(rest.records));
    }
    return { method, path: `${path}?${query}`, headers, body: '' };
  }
  return { method, path, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(rest) };
}

/**
 * What the sender wants.
 * @returns undefined when there is no such route
 * @throws Error saying what is wrong with the request
 */
export function fromHttp({ method, path, headers, body }: HttpRequest, tenant: Tenant): ShopRequest | undefined {
  const url = new URL(path, 'http://storefront');
  const operation = operationNames.find((name) => matches(OPERATIONS[name], method, url.pathname));
  if (!operation) {
    return undefined;
  }
  const actor = userById(tenant, headers['x-user'] ?? '');
  if (!actor) {
    throw new Error(`The header x-user names nobody of ${tenant}.`);
  }
  const parsed = bodySchema.safeParse(parse(url, body));
  if (!parsed.success) {
    throw new Error(
      `The body is not what ${method} ${OPERATIONS[operation].route} takes: ${z.prettifyError(parsed.error)}`
    );
  }
  const { target = url.pathname, ...rest } = parsed.data;
  return {
    operation,
    tenant,
    actor: { ...actor, address: headers['x-forwarded-for'] ?? actor.address },
    target,
    ...rest,
  };
}

function matches({ method, route }: Operation, asked: string, path: string): boolean {
  const wanted = route.split('/');
  const given = path.split('/');
  return (
    method === asked &&
    wanted.length === given.length &&
    wanted.every((part, i) => part === '{id}' || part === given[i])
  );
}

function parse(url: URL, body: string): unknown {
  if (body === '') {
    const { target, records } = Object.fromEntries(url.searchParams);
    return { target, records: records === undefined ? undefined : Number(records) };
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('The body is not JSON.');
  }
}
