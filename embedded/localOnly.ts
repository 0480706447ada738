import { type IncomingHttpHeaders } from 'node:http';

const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request must not be answered, or undefined. The embedded servers have no login: any page that the person has
 * open could otherwise reach them through the browser. So the Host must be this machine's own name (a rebound DNS name is
 * not), and an Origin, which browsers send with requests across sites, must be a page of this machine.
 */
export function foreignRequest({ host = '', origin }: IncomingHttpHeaders): string | undefined {
  if (!LOCAL_NAMES.has(nameOf(host))) {
    return `Refused: the Host "${host}" is not this machine. Use http://127.0.0.1 or http://localhost.`;
  }
  if (origin !== undefined && !LOCAL_NAMES.has(nameOf(origin.replace(/^https?:\/\//, '')))) {
    return `Refused: the request comes from a page of ${origin}, and only pages of this machine may send one.`;
  }
  return undefined;
}

const nameOf = (authority: string) => authority.replace(/:\d+$/, '').toLowerCase();
