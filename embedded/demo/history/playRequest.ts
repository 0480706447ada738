import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import { BAD_RELEASE_ERROR, outcomeOf } from './outcome';
import { playMail } from './playMail';
import { playQuery } from './playQuery';
import { audit } from '../../../examples/audit/audit';
import { billingEvent, storefrontEvent } from '../story/auditEvent';
import { type Release } from '../story/day';
import { type BillingMethodName, billingMethod, OPERATIONS } from '../story/operations';
import { type Random, seeded } from '../story/random';
import { decide, type ShopRequest } from '../story/request';
import { BILLING_SERVICE } from '../story/services';
import { hrTime } from '../telemetry/hrTime';
import { type Pod } from '../telemetry/pod';

/** Where and when a request is played. */
export interface Scene {
  storefront: Pod;
  billing: Pod;
  release: Release;
  minute: number;
  random: Random;
}

/** Milliseconds on the way between two pods. */
const NETWORK = 0.4;

/**
 * Makes the spans, audit records and measurements of one past request with the SDK. Names and attributes are those that
 * the HTTP and gRPC instrumentations give to the live requests. Returns the time of its end, in milliseconds.
 */
export function playRequest(request: ShopRequest, start: number, scene: Scene): number {
  const { storefront, random } = scene;
  const { method, route, calls, typical } = OPERATIONS[request.operation];
  const span = storefront.tracer.startSpan(
    `${method} ${route}`,
    { kind: SpanKind.SERVER, startTime: hrTime(start), attributes: serverAttributes(request) },
    ROOT_CONTEXT
  );
  const context = trace.setSpan(ROOT_CONTEXT, span);
  const outcome = outcomeOf(request, scene.release, random);
  const own = random.duration(typical);

  let now = start + own * 0.4;
  if (!decide(request).reason) {
    for (const call of outcome.reason === 'card declined' ? calls.slice(0, 1) : calls) {
      now = playCall(call, request, context, now, scene);
    }
  }
  now += own * 0.6;

  span.setAttribute('http.response.status_code', outcome.status);
  if (outcome.crashed) {
    recordCrash(span, now);
  }
  const event = storefrontEvent(request, outcome);
  if (event) {
    audit(storefront.logger, event, { timestamp: hrTime(now - 0.1), context });
  }
  span.end(hrTime(now));
  storefront.instruments.httpRequest(method, route, outcome.status, now - start);
  storefront.instruments.answered(request, outcome);
  return now;
}

function serverAttributes({ operation, target, actor }: ShopRequest) {
  const { method, route } = OPERATIONS[operation];
  return {
    'http.request.method': method,
    'http.route': route,
    'url.scheme': 'http',
    'url.path': route.replace('{id}', target),
    'server.address': 'storefront',
    'client.address': actor.address,
    'user_agent.original': 'Mozilla/5.0 (demo)',
    'network.protocol.version': '1.1',
    'user.id': actor.id,
  };
}

function recordCrash(span: Span, at: number) {
  const { type, message, stack } = BAD_RELEASE_ERROR;
  span.addEvent(
    'exception',
    { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stack },
    hrTime(at - 0.2)
  );
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** One gRPC call from storefront to billing. */
function playCall(
  method: BillingMethodName,
  request: ShopRequest,
  parent: Context,
  start: number,
  scene: Scene
): number {
  const { storefront, billing, minute, random } = scene;
  const name = `grpc.${BILLING_SERVICE}/${method}`;
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': BILLING_SERVICE, 'rpc.method': method };
  const client = storefront.tracer.startSpan(
    name,
    {
      kind: SpanKind.CLIENT,
      startTime: hrTime(start),
      attributes: { ...attributes, 'server.address': 'billing', 'server.port': 50051 },
    },
    parent
  );
  const arrival = start + NETWORK;
  const server = billing.tracer.startSpan(
    name,
    { kind: SpanKind.SERVER, startTime: hrTime(arrival), attributes },
    trace.setSpan(parent, client)
  );
  const context = trace.setSpan(parent, server);
  let now = arrival + random.duration(0.6);
  for (const query of billingMethod(method).queries) {
    now = playQuery(billing, query, context, now, minute, random);
  }
  if (billingMethod(method).mails) {
    // numbers of its own, so that the story is the same with and without mails
    now = playMail(billing, context, now, minute, seeded(Math.round(start)));
  }
  now += random.duration(0.4);

  const reason = method === 'AuthorizePayment' && request.card === 'declined' ? 'card declined' : undefined;
  const event = billingEvent(method, request, reason);
  if (event) {
    audit(billing.logger, event, { timestamp: hrTime(now - 0.1), context });
  }
  const code = reason ? 9 : 0;
  for (const [span, end] of [
    [server, now],
    [client, now + NETWORK],
  ] as const) {
    span.setAttribute('rpc.grpc.status_code', code);
    if (reason) {
      span.setAttributes({ 'grpc.error_name': 'Error', 'grpc.error_message': reason });
      span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
    }
    span.end(hrTime(end));
  }
  billing.instruments.call(method, reason ? 'FAILED_PRECONDITION' : 'OK', now - arrival);
  if (method === 'ExportInvoices') {
    billing.instruments.exported(request.records ?? 0);
  }
  return now + NETWORK;
}
