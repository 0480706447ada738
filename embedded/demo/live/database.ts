import { context, SpanKind, trace } from '@opentelemetry/api';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Query } from '../story/operations';
import { type Random } from '../story/random';
import { type Pod } from '../telemetry/pod';
import { clientSpan, operationSpan } from '../telemetry/querySpans';

/** Runs a statement on a database that is not there: the spans are real, what they wait for is a timer. */
export async function runQuery(pod: Pod, query: Query, random: Random): Promise<void> {
  const outer = operationSpan(query);
  const operation = pod.tracer.startSpan(outer.name, { kind: SpanKind.INTERNAL, attributes: outer.attributes });
  const inner = clientSpan(query);
  const statement = pod.tracer.startSpan(
    inner.name,
    { kind: SpanKind.CLIENT, attributes: inner.attributes },
    trace.setSpan(context.active(), operation)
  );
  const start = performance.now();
  await sleep(random.duration(query.typical));
  statement.end();
  operation.end();
  pod.instruments.query(query.operation, query.collection, performance.now() - start);
}
