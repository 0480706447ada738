// eslint-disable-next-line import-x/order -- before what it instruments
import { shutdownTelemetry } from './telemetry';

import { logs } from '@opentelemetry/api-logs';
import { createServer, type IncomingMessage } from 'node:http';

import { audit } from '../audit/audit';

/**
 * A service with one thing that people answer for: `DELETE /orders/{id}`. Only admins may; both ways it ends in the audit
 * log, in the trace of its request.
 */
const logger = logs.getLogger('orders');

const server = createServer((request, response) => {
  const order = /^\/orders\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (request.method !== 'DELETE' || order === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { id, isAdmin } = whoAsks(request);
  audit(logger, {
    event: 'order.delete',
    action: 'DELETE',
    tenant: 'acme',
    actor: { id, type: 'user', address: request.socket.remoteAddress },
    target: { id: order, type: 'order' },
    ...(isAdmin
      ? { outcome: 'success', sentence: `${id} deleted order ${order}` }
      : { outcome: 'failure', reason: 'only admins may', sentence: `${id} tried to delete order ${order}` }),
  });
  response.writeHead(isAdmin ? 204 : 403).end();
});

/** A real service reads its session here. */
const whoAsks = ({ headers }: IncomingMessage) => ({
  id: String(headers['x-user'] ?? 'anonymous'),
  isAdmin: headers['x-role'] === 'admin',
});

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`listening on ${typeof address === 'object' && address ? address.port : address}\n`);
});

process.on('SIGTERM', () => {
  server.close(() => void shutdownTelemetry().then(() => process.exit(0)));
});
