import { buildSync } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { type RequestListener } from 'node:http';
import path from 'node:path';

import { takeSpans } from './takeSpans';

/** The page has what this server gives it, and no other page may show it in a frame. */
const SAFE = {
  'Content-Security-Policy': "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Serves the page, the way for its spans, and everything else by the service that it asks.
 * @param traces address of Girok's pages of traces, `…/traces`, for a link to what a click did
 */
export async function pageBefore(service: RequestListener, traces = ''): Promise<RequestListener> {
  const html = await readFile(path.join(__dirname, 'index.html'), 'utf8');
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, 'page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    define: { TRACES: JSON.stringify(traces) },
  });
  const script = outputFiles[0].text;
  return (request, response) => {
    const send = (type: string, text: string) =>
      response.writeHead(200, { ...SAFE, 'Content-Type': `${type}; charset=utf-8` }).end(text);
    switch (request.url) {
      case '/':
        return send('text/html', html);
      case '/page.js':
        return send('text/javascript', script);
      case '/v1/traces':
        return void takeSpans(request, response);
      default:
        return service(request, response);
    }
  };
}
