import { type IncomingMessage, type ServerResponse } from 'node:http';

/** A batch of a page is some kilobytes; anybody can send to this address. */
const MOST_BYTES = 512 * 1024;

/**
 * Hands the spans of a page on to where this server sends its own, with this server's token. A real service asks for its
 * session cookie first, and limits how often one session may send.
 */
export async function takeSpans(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405, { Allow: 'POST' }).end();
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        response.writeHead(413).end();
        return;
      }
      chunks.push(chunk);
    }
  } catch {
    // the page has gone in the middle of it
    return;
  }
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = 'http://127.0.0.1:4318' } = process.env;
  try {
    const { status } = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': String(request.headers['content-type']), ...ownHeaders() },
      body: Buffer.concat(chunks),
    });
    response.writeHead(status).end();
  } catch {
    // the page's exporter tries again
    response.writeHead(503).end();
  }
}

/** OTEL_EXPORTER_OTLP_HEADERS: `name=value` pairs, values percent-encoded. */
const ownHeaders = () =>
  Object.fromEntries(
    (process.env.OTEL_EXPORTER_OTLP_HEADERS ?? '')
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))])
  );
