import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type TextMapGetter } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type FastifyInstance, type FastifyRequest } from 'fastify';

import { type Telemetry } from './startTelemetry';

/** Seconds: the buckets that the semantic conventions of HTTP advise. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const HEADERS: TextMapGetter<FastifyRequest['headers']> = {
  get: (headers, key) => headers[key],
  keys: (headers) => Object.keys(headers),
};

/**
 * A span and a duration for every request, in the trace of who asked. Their names are routes: what people look for is
 * theirs and is not recorded.
 * @param leftOut requests of which nothing is told
 */
export function observeServer(
  server: FastifyInstance,
  { tracer, meter }: Pick<Telemetry, 'tracer' | 'meter'>,
  leftOut: (request: FastifyRequest) => boolean = () => false
): void {
  const propagator = new W3CTraceContextPropagator();
  const durations = meter.createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'Duration of HTTP server requests.',
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', async (request) => {
    if (leftOut(request)) {
      return;
    }
    const parent = propagator.extract(ROOT_CONTEXT, request.headers, HEADERS);
    spans.set(request, tracer.startSpan(request.method, { kind: SpanKind.SERVER }, parent));
  });
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    if (!span) {
      return;
    }
    const { method, routeOptions } = request;
    const attributes = {
      'http.request.method': method,
      'http.response.status_code': reply.statusCode,
      'url.scheme': 'http',
      ...(routeOptions.url !== undefined && { 'http.route': routeOptions.url }),
    };
    durations.record(reply.elapsedTime / 1000, attributes);
    span.updateName(routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`);
    span.setAttributes(attributes);
    // a refusal is the caller's mistake, not the server's: the conventions leave 4xx unset
    if (reply.statusCode >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  });
}
