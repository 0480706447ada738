import { type FastifyInstance, type FastifyRequest } from 'fastify';

import { grafanaIdentity, type Identity, type KeyTimes } from './grafanaIdentity';
import { Problem } from './problem';
import { sameText } from './sameText';
import { type AccessConfig } from './serveConfig';

/**
 * What a route asks of its callers. A route that does not say asks for an identity.
 * public: nothing. identity: the sidecar's secret, and a user that Grafana has signed. jaeger: the secret of the Jaeger
 * API, where one is configured; else the same as identity.
 */
export type Access = 'public' | 'identity' | 'jaeger';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Null on public routes, and for callers of the Jaeger API that came with its secret. */
    identity: Identity | null;
  }
}

/** Lets nobody in who must not be, before anything else is done: the one place for it. */
export function authenticate(server: FastifyInstance, access: AccessConfig, keyTimes?: Partial<KeyTimes>): void {
  const verify = access.grafana && grafanaIdentity(access.grafana, keyTimes);

  async function identify({ headers }: FastifyRequest): Promise<Identity> {
    if (!verify) {
      throw new Problem(503, 'Nobody can be recognised: GIROK_GRAFANA_ISSUER is not set.');
    }
    const token = headers['x-grafana-id'];
    if (typeof token !== 'string' || token === '') {
      throw new Problem(401, 'This needs an identity that Grafana has signed (X-Grafana-Id), and there is none.');
    }
    return verify(token);
  }

  server.decorateRequest('identity', null);
  server.addHook('onRequest', async (request) => {
    const wanted = request.is404 ? 'public' : (request.routeOptions.config.access ?? 'identity');
    if (wanted === 'public') {
      return;
    }
    const given = secretsOf(request, wanted);
    const { sidecarSecret, jaegerSecret } = access;
    if (wanted === 'jaeger' && jaegerSecret !== undefined && given.some((one) => sameText(one, jaegerSecret))) {
      return;
    }
    if (!given.some((one) => sameText(one, sidecarSecret))) {
      throw new Problem(401, wanted === 'jaeger' ? WITHOUT_JAEGER_SECRET : WITHOUT_SECRET);
    }
    request.identity = await identify(request);
  });
}

const WITHOUT_SECRET =
  "The secret (X-Girok-Secret) is missing or wrong. In Grafana it is set on the app's Configuration page.";
const WITHOUT_JAEGER_SECRET =
  'The secret is missing or wrong. The Jaeger API wants that of GIROK_JAEGER_SECRET, as "Authorization: Bearer …" or X-Girok-Secret.';

/** What a caller gives as secret. The Jaeger API takes it as a bearer token too, which every client can send. */
function secretsOf({ headers }: FastifyRequest, access: Access): string[] {
  const bearer = access === 'jaeger' ? /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] : undefined;
  return [headers['x-girok-secret'], bearer].flat().filter((one) => one !== undefined);
}

/** Who asks. @throws Problem 403 when nobody was recognised: for a route that needs one whatever lets it in */
export function identityOf({ identity }: FastifyRequest): Identity {
  if (!identity) {
    throw new Problem(403, 'This needs an identity that Grafana has signed.');
  }
  return identity;
}
