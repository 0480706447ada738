import { type FastifyInstance, type FastifyReply } from 'fastify';
import { createReadStream } from 'node:fs';
import path from 'node:path';

import { PLUGIN_ID } from '../plugin';
import { cacheControl, contentType, fileInside } from './files';
import { glyph } from './glyphs';

const ICONS = path.join(path.dirname(require.resolve('@grafana/ui/package.json')), 'dist/public/img');
const fontsOf = (name: string) => path.join(path.dirname(require.resolve(`@fontsource/${name}/package.json`)), 'files');

/** The names that Grafana's GlobalStyles ask for, from the npm package that has them. */
const INTER: Record<string, string> = {
  'Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  'Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
  'Inter-Italic.woff2': 'inter-latin-400-italic.woff2',
  'Inter-MediumItalic.woff2': 'inter-latin-500-italic.woff2',
};

interface Folders {
  pluginDist: string;
  hostDir: string;
}

/** The plugin's build byte by byte (its chunks carry integrity hashes), the host page, icons and fonts. */
export function assets(server: FastifyInstance, { pluginDist, hostDir }: Folders): void {
  server.get<{ Params: { '*': string } }>(`/public/plugins/${PLUGIN_ID}/*`, (request, reply) =>
    sendFile(reply, pluginDist, request.params['*'])
  );
  server.get<{ Params: { '*': string } }>('/host/*', (request, reply) => sendFile(reply, hostDir, request.params['*']));
  server.get<{ Params: { name: string } }>('/public/fonts/inter/:name', (request, reply) =>
    sendFile(reply, fontsOf('inter'), INTER[request.params.name] ?? request.params.name)
  );
  // GlobalStyles name Roboto Mono's files by their hash at Google's: each is the one regular face here
  server.get('/public/fonts/roboto/*', (_request, reply) =>
    sendFile(reply, fontsOf('roboto-mono'), 'roboto-mono-latin-400-normal.woff2')
  );
  server.get<{ Params: { '*': string } }>('/public/build/img/*', async (request, reply) => {
    const name = request.params['*'];
    const shipped = await fileInside(ICONS, name);
    if (shipped || !name.endsWith('.svg')) {
      return sendFile(reply, ICONS, name);
    }
    return reply
      .type('image/svg+xml')
      .header('cache-control', 'no-cache')
      .send(glyph(path.basename(name, '.svg')));
  });
  server.get('/public/*', (request, reply) => notFound(reply, request.url));
}

async function sendFile(reply: FastifyReply, dir: string, relative: string): Promise<FastifyReply> {
  const file = await fileInside(dir, relative);
  if (!file) {
    return notFound(reply, relative);
  }
  return reply.type(contentType(file)).header('cache-control', cacheControl(file)).send(createReadStream(file));
}

function notFound(reply: FastifyReply, name: string): FastifyReply {
  return reply.code(404).send({ message: `There is no file ${name}.` });
}
