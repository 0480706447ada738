import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';

import { BILLING_DEFINITION, type BillingReply } from './billingService';
import { runQuery } from './database';
import { activePod, type Pods } from './livePods';
import { sendMail } from './mail';
import { audit } from '../../../examples/audit/audit';
import { billingEvent } from '../story/auditEvent';
import { type BillingMethodName, billingMethod, BILLING_METHODS } from '../story/operations';
import { type Random } from '../story/random';
import { type ShopRequest } from '../story/request';

/** A call that billing refuses, with its gRPC status. */
class Refused extends Error {
  constructor(
    readonly code: status,
    message: string
  ) {
    super(message);
  }
}

/** The gRPC service `billing` on a free port of 127.0.0.1. */
export async function serveBilling(pods: Pods, random: Random): Promise<{ server: Server; port: number }> {
  const server = new Server();
  const names = Object.keys(BILLING_METHODS) as BillingMethodName[];
  server.addService(BILLING_DEFINITION, Object.fromEntries(names.map((name) => [name, handler(name, pods, random)])));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound)
    )
  );
  return { server, port };
}

const handler =
  (method: BillingMethodName, pods: Pods, random: Random) =>
  ({ request }: ServerUnaryCall<ShopRequest, BillingReply>, done: sendUnaryData<BillingReply>) => {
    call(method, request, pods, random).then(
      (reply) => done(null, reply),
      (error: Error) => done({ code: error instanceof Refused ? error.code : status.INTERNAL, message: error.message })
    );
  };

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
