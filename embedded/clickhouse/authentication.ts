import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';

import { ClickHouseException } from './exception';

export interface EmbeddedUser {
  name: string;
  password: string;
  /** May read and change settings of its own statements, nothing else: ClickHouse's `readonly = 2`. */
  readonly?: boolean;
}

interface Credentials {
  name: string;
  password: string;
}

/**
 * The credentials of a request, in ClickHouse's order: X-ClickHouse-User/Key headers, Basic, `?user=&password=`,
 * else the user `default` without password.
 * @throws ClickHouseException AUTHENTICATION_FAILED for an Authorization header that is not Basic
 */
export function credentialsOf(headers: IncomingHttpHeaders, url: URLSearchParams): Credentials {
  const user = headers['x-clickhouse-user'];
  const key = headers['x-clickhouse-key'];
  if (user !== undefined || key !== undefined) {
    return { name: String(user ?? 'default'), password: String(key ?? '') };
  }
  if (headers.authorization !== undefined) {
    return basicCredentials(headers.authorization);
  }
  return { name: url.get('user') ?? 'default', password: url.get('password') ?? '' };
}

function basicCredentials(header: string): Credentials {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]*)\s*$/i.exec(header)?.[1];
  if (encoded === undefined) {
    throw ClickHouseException.of('AUTHENTICATION_FAILED', "Invalid authentication: only 'Basic' is supported.");
  }
  const [name, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { name: name || 'default', password: password.join(':') };
}

/**
 * The user of the request.
 * @throws ClickHouseException AUTHENTICATION_FAILED, the same for an unknown name and a wrong password
 */
export function authenticate(users: EmbeddedUser[], given: Credentials): EmbeddedUser {
  const user = users.find((candidate) => candidate.name === given.name);
  if (user === undefined || !sameSecret(user.password, given.password)) {
    throw ClickHouseException.of(
      'AUTHENTICATION_FAILED',
      `${given.name}: Authentication failed: password is incorrect, or there is no user with such name.`
    );
  }
  return user;
}

function sameSecret(expected: string, given: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
