import { type ServiceError, status } from '@grpc/grpc-js';
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { BILLING, type CallBilling } from './billingService';
import { fromHttp } from './httpRequest';
import { activePod, type Pods } from './livePods';
import { audit } from '../../../examples/audit/audit';
import { clientOf } from '../../../examples/grpc/client';
import { listenAnywhere } from '../listenAnywhere';
import { storefrontEvent } from '../story/auditEvent';
import { OPERATIONS } from '../story/operations';
import { type Random } from '../story/random';
import { decide, type ShopRequest, type Verdict } from '../story/request';
import { type Pod } from '../telemetry/pod';

/** The HTTP service `storefront` on a free port of 127.0.0.1, in front of the billing that listens on `billingPort`. */
export async function serveStorefront(
  pods: Pods,
  billingPort: number,
  random: Random
): Promise<{ server: Server; port: number }> {
  const billing = clientOf(BILLING, `127.0.0.1:${billingPort}`);
  const server = createServer((request, response) => {
    handle(request, response, { pods, billing, random }).catch((error: Error) => {
      const span = trace.getSpan(context.active());
      span?.recordException(error);
      span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      response.writeHead(500).end();
    });
  });
  return { server, port: await listenAnywhere(server) };
}

interface Surroundings {
  pods: Pods;
  billing: CallBilling;
  random: Random;
}

async function handle(message: IncomingMessage, response: ServerResponse, { pods, billing, random }: Surroundings) {
  const start = performance.now();
  const wanted = await read(message, pods);
  if ('problem' in wanted) {
    response.writeHead(wanted.status, { 'content-type': 'text/plain' }).end(wanted.problem);
    return;
  }
  const { request, pod } = wanted;
  const { method, route, typical } = OPERATIONS[request.operation];
  nameSpan(trace.getSpan(context.active()), request);
  await sleep(random.duration(typical));
  const verdict = await answer(request, billing);
  const event = storefrontEvent(request, verdict);
  if (event) {
    audit(pod.logger, event);
  }
  pod.instruments.httpRequest(method, route, verdict.status, performance.now() - start);
  pod.instruments.answered(request, verdict);
  response.writeHead(verdict.status).end(verdict.reason);
}

/** Bodies of the demo are small; more is nobody's order. Bytes. */
const MAX_BODY = 64 * 1024;

async function read(
  message: IncomingMessage,
  pods: Pods
): Promise<{ request: ShopRequest; pod: Pod } | { status: number; problem: string }> {
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY || message.headers['transfer-encoding']) {
    return { status: 413, problem: `The body must say its length and be at most ${MAX_BODY} bytes.` };
  }
  try {
    const pod = activePod(pods);
    const { method = 'GET', url: path = '/' } = message;
    const headers = { 'x-user': header(message, 'x-user'), 'x-forwarded-for': header(message, 'x-forwarded-for') };
    const request = fromHttp({ method, path, headers, body: await text(message) }, pod.identity.tenant);
    return request ? { request, pod } : { status: 404, problem: 'There is no such route.' };
  } catch (error) {
    return { status: 400, problem: error instanceof Error ? error.message : String(error) };
  }
}

const header = ({ headers }: IncomingMessage, name: string) => [headers[name]].flat()[0];

/** The HTTP instrumentation does not know the routes of a server without a framework. */
function nameSpan(span: Span | undefined, { operation, actor }: ShopRequest) {
  const { method, route } = OPERATIONS[operation];
  span?.updateName(`${method} ${route}`);
  span?.setAttributes({ 'http.route': route, 'user.id': actor.id });
}

async function answer(request: ShopRequest, billing: CallBilling): Promise<Verdict> {
  const verdict = decide(request);
  if (verdict.reason) {
    return verdict;
  }
  try {
    for (const method of OPERATIONS[request.operation].calls) {
      await billing(method, request);
    }
  } catch (error) {
    const { code, details } = error as ServiceError;
    return code === status.FAILED_PRECONDITION
      ? { status: 402, reason: details }
      : { status: 502, reason: `billing does not answer: ${details}` };
  }
  return verdict;
}
