import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { foreignRequest } from '../localOnly';
import { Answer } from './answer';
import { authenticate, credentialsOf, type EmbeddedUser } from './authentication';
import { asClickHouseException, ClickHouseException } from './exception';
import { formBoundary, readForm } from './formBody';
import { handleQuery, type QueryContext } from './queryHandler';
import { requestOptions } from './request';

/** ClickHouse's keep_alive_timeout: clients close idle sockets earlier, so no request meets a closing one. Milliseconds. */
const KEEP_ALIVE_MS = 30_000;

export interface HttpContext extends QueryContext {
  users: EmbeddedUser[];
  log(event: Record<string, unknown>, message: string): void;
}

/** ClickHouse's HTTP interface in front of the embedded engine. Not listening yet. */
export function clickHouseHttpServer(context: HttpContext): Server {
  const server = createServer((request, response) => {
    response.on('error', () => undefined); // the client went away; `close` tells the query
    void answerRequest(context, request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0; // an INSERT may stream for as long as it wants
  return server;
}

async function answerRequest(context: HttpContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = new Answer(response, context.identity);
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) {
      gone.abort();
    }
  });
  answer.setHeader('X-ClickHouse-Server-Display-Name', context.identity.displayName);
  try {
    const foreign = foreignRequest(request.headers);
    if (foreign !== undefined) {
      throw ClickHouseException.of('ACCESS_DENIED', foreign);
    }
    const { pathname, searchParams } = targetOf(request);
    if (answerProbe(request, response, pathname, searchParams)) {
      return;
    }
    answer.setHeader('X-ClickHouse-Query-Id', searchParams.get('query_id') || randomUUID());
    const user = authenticate(context.users, credentialsOf(request.headers, searchParams));
    const boundary = formBoundary(request.headers['content-type']);
    const fields = boundary === undefined ? [] : await readForm(request, boundary);
    const options = requestOptions(new URLSearchParams([...searchParams, ...fields]), request.headers);
    await handleQuery(context, request, options, user, answer, gone.signal);
  } catch (error) {
    context.log({ error: String(error) }, 'request refused');
    answer.fail(asClickHouseException(error));
  } finally {
    request.resume(); // whatever was not read, so that the connection can be used again
  }
}

/** By hand, because a target such as `//` is no URL, and no reason to fail. */
function targetOf(request: IncomingMessage): { pathname: string; searchParams: URLSearchParams } {
  const [pathname, ...search] = (request.url ?? '/').split('?');
  return { pathname, searchParams: new URLSearchParams(search.join('?')) };
}

/** Health checks need no user and touch no engine thread. */
function answerProbe(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  url: URLSearchParams
): boolean {
  const isProbe = ['/ping', '/replicas_status'].includes(pathname) || (pathname === '/' && !url.has('query'));
  if ((request.method === 'GET' || request.method === 'HEAD') && isProbe) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8' }).end('Ok.\n');
    return true;
  }
  if (request.method !== 'GET' && request.method !== 'POST') {
    response.writeHead(405, { Allow: 'GET, POST' }).end('Only GET and POST are served here.\n');
    return true;
  }
  if (pathname !== '/') {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=UTF-8' });
    response.end(`There is no handle ${pathname}\n\nUse / or /ping for health checks.\n`);
    return true;
  }
  return false;
}
