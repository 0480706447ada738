import { type ServiceError, status } from '@grpc/grpc-js';
import { logs } from '@opentelemetry/api-logs';
import { type IncomingMessage, type ServerResponse } from 'node:http';

import { type Call } from './client';
import { type Refund, type Refunded } from './refunds';
import { audit } from '../audit/audit';
import { byWhomAsks, orderToDelete, whoAsks } from '../http/orders';

const logger = logs.getLogger('orders');
/** Milliseconds. A call without a deadline waits as long as the service that does not answer. */
const PATIENCE = 5000;

interface Failure {
  status: number;
  reason: string;
}

/** `DELETE /orders/{id}` of a service that has the order refunded by another one first. */
export async function orders(
  billing: Call<'Refund', Refund, Refunded>,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const order = orderToDelete(request);
  if (order === undefined) {
    response.writeHead(404).end();
    return;
  }
  const by = byWhomAsks(request);
  const failure: Failure | undefined = whoAsks(request.headers).isAdmin
    ? await billing('Refund', { ...by, order }, { deadline: Date.now() + PATIENCE }).then(() => undefined, failureOf)
    : { status: 403, reason: 'only admins may' };
  audit(logger, {
    ...by,
    event: 'order.delete',
    action: 'DELETE',
    target: { id: order, type: 'order' },
    ...(failure
      ? { outcome: 'failure', reason: failure.reason, sentence: `${by.actor.id} tried to delete order ${order}` }
      : { outcome: 'success', sentence: `${by.actor.id} deleted order ${order}` }),
  });
  response.writeHead(failure?.status ?? 204).end();
}

/** What billing refuses is the order's fault; anything else is billing's. */
const failureOf = ({ code, details }: ServiceError): Failure =>
  code === status.FAILED_PRECONDITION
    ? { status: 409, reason: details }
    : { status: 502, reason: `billing: ${status[code]}` };
