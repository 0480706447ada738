import { context } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { getRPCMetadata } from '@opentelemetry/core';
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

import { audit, type AuditEvent } from '../audit/audit';

const logger = logs.getLogger('orders');

/**
 * The one thing of this service that people answer for: `DELETE /orders/{id}`. Only admins may; both ways it ends in the
 * audit log, in the trace of its request.
 */
export function orders(request: IncomingMessage, response: ServerResponse): void {
  const order = orderToDelete(request);
  if (order === undefined) {
    response.writeHead(404).end();
    return;
  }
  nameRoute('/orders/:order');
  const { id, isAdmin } = whoAsks(request.headers);
  audit(logger, {
    ...byWhomAsks(request),
    event: 'order.delete',
    action: 'DELETE',
    target: { id: order, type: 'order' },
    ...(isAdmin
      ? { outcome: 'success', sentence: `${id} deleted order ${order}` }
      : { outcome: 'failure', reason: 'only admins may', sentence: `${id} tried to delete order ${order}` }),
  });
  response.writeHead(isAdmin ? 204 : 403).end();
}

/** For the span and the metrics of the request. Frameworks do this; Node's own server has no routes. */
function nameRoute(route: string): void {
  const request = getRPCMetadata(context.active());
  if (request) {
    request.route = route;
  }
}

/** The id in `DELETE /orders/{id}`; undefined where something else is asked. */
export const orderToDelete = ({ method, url = '' }: IncomingMessage): string | undefined =>
  method === 'DELETE' ? /^\/orders\/([\w-]+)$/.exec(url)?.[1] : undefined;

/** A real service reads its session here. */
export const whoAsks = (headers: IncomingHttpHeaders) => ({
  id: String(headers['x-user'] ?? 'anonymous'),
  isAdmin: headers['x-role'] === 'admin',
});

/** Who acts, and for whom. */
export const byWhomAsks = ({ headers, socket }: IncomingMessage): Pick<AuditEvent, 'tenant' | 'actor'> => ({
  tenant: 'acme',
  actor: { id: whoAsks(headers).id, type: 'user', address: socket.remoteAddress },
});
