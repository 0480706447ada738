import { type FastifyInstance, type FastifyRequest } from 'fastify';

import { foreignRequest } from '../../localOnly';

/**
 * What the page may load. Styles are inline because emotion writes them; Monaco's workers are blobs.
 * Scripts are only files of this server, so text that reached the page cannot run.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * The preview has no login, so only pages of this very server may talk to it: the Host must be this machine's own name
 * (a rebound DNS name is refused) and an Origin, when the browser sends one, must be the same.
 */
export function guard(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const refusal = refusalOf(request);
    if (refusal) {
      await reply.code(403).send({ message: refusal });
    }
  });
}

function refusalOf({ headers }: FastifyRequest): string | undefined {
  const { host, origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Refused: the request comes from ${origin}, and only pages of http://${host} may use the preview.`;
  }
  return foreignRequest(headers);
}
