import '../http/telemetry';

import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';

import { takeSpans } from './takeSpans';
import { listen } from '../http/listen';
import { orders } from '../http/orders';

/** A page with telemetry of its own, and its server: the page, what it asks (`examples/http`), and the way for its spans. */
async function main(): Promise<void> {
  const html = await readFile(path.join(__dirname, 'index.html'), 'utf8');
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
  });
  const script = outputFiles[0].text;
  const send = (response: ServerResponse, type: string, text: string) =>
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text);

  listen((request: IncomingMessage, response: ServerResponse) => {
    switch (request.url) {
      case '/':
        return send(response, 'text/html', html);
      case '/page.js':
        return send(response, 'text/javascript', script);
      case '/v1/traces':
        return void takeSpans(request, response);
      default:
        return orders(request, response);
    }
  });
}

void main();
