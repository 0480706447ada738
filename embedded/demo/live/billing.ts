import { type Server, status } from '@grpc/grpc-js';

import { BILLING, BILLING_NAMES, type BillingReply } from './billingService';
import { runQuery } from './database';
import { activePod, type Pods } from './livePods';
import { sendMail } from './mail';
import { audit } from '../../../examples/audit/audit';
import { Refused, serve } from '../../../examples/grpc/serve';
import { billingEvent } from '../story/auditEvent';
import { type BillingMethodName, billingMethod } from '../story/operations';
import { type Random } from '../story/random';
import { type ShopRequest } from '../story/request';

type Answers = Record<BillingMethodName, (request: ShopRequest) => Promise<BillingReply>>;

/** The gRPC service `billing` on a free port of 127.0.0.1. */
export function serveBilling(pods: Pods, random: Random): Promise<{ server: Server; port: number }> {
  const answers = BILLING_NAMES.map((name) => [name, (request: ShopRequest) => call(name, request, pods, random)]);
  return serve(BILLING, Object.fromEntries(answers) as Answers, 0);
}

async function call(
  method: BillingMethodName,
  request: ShopRequest,
  pods: Pods,
  random: Random
): Promise<BillingReply> {
  const pod = activePod(pods);
  const start = performance.now();
  for (const query of billingMethod(method).queries) {
    await runQuery(pod, query, random);
  }
  if (billingMethod(method).mails) {
    await sendMail(pod, random);
  }
  const reason = method === 'AuthorizePayment' && request.card === 'declined' ? 'card declined' : undefined;
  const event = billingEvent(method, request, reason);
  if (event) {
    audit(pod.logger, event);
  }
  pod.instruments.call(method, reason ? 'FAILED_PRECONDITION' : 'OK', performance.now() - start);
  if (reason) {
    throw new Refused(status.FAILED_PRECONDITION, reason);
  }
  if (method === 'ExportInvoices') {
    pod.instruments.exported(request.records ?? 0);
  }
  return { records: request.records ?? 1 };
}
