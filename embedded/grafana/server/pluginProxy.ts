import { type FastifyInstance } from 'fastify';
import { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type ReadableStream } from 'node:stream/web';

import { PLUGIN_ID } from '../plugin';
import { previewUser } from '../previewUsers';
import { identityTokens } from './identityTokens';
import { readPluginRoutes } from './pluginFiles';
import { filled, findRoute } from './pluginRoutes';
import { type PluginSettingsFile } from './pluginSettings';

const PREFIX = `/api/plugin-proxy/${PLUGIN_ID}/`;

/**
 * A stand-in for Grafana's plugin proxy: the routes of plugin.json, with the secrets of the settings and a signed identity,
 * so that pages run the same way here as there. What Grafana does beside: logins, roles, RBAC, audit.
 */
export async function pluginProxy(
  server: FastifyInstance,
  { pluginDist, settings }: { pluginDist: string; settings: PluginSettingsFile }
): Promise<void> {
  const tokens = await identityTokens();
  const issuer = () => `http://127.0.0.1:${(server.server.address() as AddressInfo | null)?.port ?? 0}/`;

  server.get('/api/signing-keys/keys', async () => tokens.keys);
  server.route({
    method: ['GET', 'POST'],
    url: `${PREFIX}*`,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const [path, ...search] = (request.raw.url ?? '').split('?');
      const found = findRoute(await readPluginRoutes(pluginDist), request.method, path.slice(PREFIX.length));
      if (!found) {
        return reply.code(404).send({ message: 'plugin route match not found' });
      }
      const { route, rest } = found;
      const data = await settings.forProxy();
      const target = new URL(filled(route.url, data));
      if (rest !== '') {
        target.pathname = `${target.pathname.replace(/\/$/, '')}/${rest.split('/').map(encodeURIComponent).join('/')}`;
      }
      target.search = search.join('?');
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const response = await fetch(target, {
        method: request.method,
        headers: {
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          ...Object.fromEntries(route.headers.map(({ name, content }) => [name, filled(content, data)])),
          'x-grafana-id': await tokens.sign(issuer(), previewUser(request.headers.cookie)),
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        redirect: 'manual',
        signal: gone.signal,
      }).catch(() => undefined);
      if (!response) {
        return reply.code(502).send({ message: `Nothing answers at ${target.origin}.` });
      }
      const disposition = response.headers.get('content-disposition');
      reply
        .code(response.status)
        .header('content-security-policy', 'sandbox')
        .headers(disposition === null ? {} : { 'content-disposition': disposition })
        .type(response.headers.get('content-type') ?? 'application/octet-stream');
      // as it comes: evidence can be large
      return reply.send(response.body === null ? '' : Readable.fromWeb(response.body as ReadableStream));
    },
  });
}
