import { jsonMethods } from './jsonMethods';
import { type AuditEvent } from '../audit/audit';

/** What is to be given back, and for whom: a service that is called by services is told who asks. */
export interface Refund extends Pick<AuditEvent, 'tenant' | 'actor'> {
  order: string;
}

export interface Refunded {
  order: string;
}

export const REFUNDS = jsonMethods<'Refund', Refund, Refunded>('orders.billing.v1.Billing', ['Refund']);
