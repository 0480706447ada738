import { logs } from '@opentelemetry/api-logs';
import { type IncomingMessage, type ServerResponse } from 'node:http';

import { audit } from '../audit/audit';

const logger = logs.getLogger('orders');

/**
 * The one thing of this service that people answer for: `DELETE /orders/{id}`. Only admins may; both ways it ends in the
 * audit log, in the trace of its request.
 */
export function orders(request: IncomingMessage, response: ServerResponse): void {
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
}

/** A real service reads its session here. */
const whoAsks = ({ headers }: IncomingMessage) => ({
  id: String(headers['x-user'] ?? 'anonymous'),
  isAdmin: headers['x-role'] === 'admin',
});
