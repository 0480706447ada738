import { status } from '@grpc/grpc-js';
import { type Logger } from '@opentelemetry/api-logs';

import { type Refund, type Refunded } from './refunds';
import { Refused } from './serve';
import { audit } from '../audit/audit';

const BOOKS_CLOSED = new Set(['ord-0']);

/** `Refund`: both ways it ends in the audit log, in the trace of whoever called. */
export const refund =
  (logger: Logger) =>
  async ({ order, tenant, actor }: Refund): Promise<Refunded> => {
    const reason = BOOKS_CLOSED.has(order) ? 'the books are closed' : undefined;
    audit(logger, {
      ...{ tenant, actor, reason, event: 'payment.refund', action: 'UPDATE' },
      target: { id: order, type: 'payment' },
      outcome: reason ? 'failure' : 'success',
      sentence: `${actor.id} ${reason ? 'tried to have' : 'had'} order ${order} refunded`,
    });
    if (reason) {
      throw new Refused(status.FAILED_PRECONDITION, reason);
    }
    return { order };
  };
