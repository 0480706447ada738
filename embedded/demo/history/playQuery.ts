import { type Context, SpanKind, trace } from '@opentelemetry/api';

import { queryDuration } from './outcome';
import { type Query } from '../story/operations';
import { type Random } from '../story/random';
import { hrTime } from '../telemetry/hrTime';
import { type Pod } from '../telemetry/pod';
import { clientSpan, operationSpan } from '../telemetry/querySpans';

/** Milliseconds that Prisma's client needs around a statement. */
const CLIENT_MS = 0.3;

/** The two spans of one past statement. Returns the time of its end. */
export function playQuery(
  pod: Pod,
  query: Query,
  parent: Context,
  start: number,
  minute: number,
  random: Random
): number {
  const took = queryDuration(query, minute, random);
  const end = start + took + 2 * CLIENT_MS;
  const outer = operationSpan(query);
  const operation = pod.tracer.startSpan(
    outer.name,
    { kind: SpanKind.INTERNAL, startTime: hrTime(start), attributes: outer.attributes },
    parent
  );
  const inner = clientSpan(query);
  pod.tracer
    .startSpan(
      inner.name,
      { kind: SpanKind.CLIENT, startTime: hrTime(start + CLIENT_MS), attributes: inner.attributes },
      trace.setSpan(parent, operation)
    )
    .end(hrTime(end - CLIENT_MS));
  operation.end(hrTime(end));
  pod.instruments.query(query.operation, query.collection, took);
  return end;
}
