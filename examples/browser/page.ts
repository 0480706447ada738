import { SpanStatusCode } from '@opentelemetry/api';

import { tracer } from './telemetry';

/** Address of Girok's pages of traces, or nothing; put in by `pageBefore`. */
declare const TRACES: string;

const form = document.querySelector('form')!;
const answer = document.querySelector('output')!;

// What the person did is a span; the request is its child, and the server's spans and audit event follow. The audit event
// itself is written by the server: what a browser says of itself anybody can say.
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const entered = new FormData(form);
  const order = entered.get('order') as string;
  const [user, role] = (entered.get('who') as string).split(' ');
  void tracer.startActiveSpan('delete order', { attributes: { 'app.order.id': order } }, async (span) => {
    let said: string;
    try {
      const headers = { 'X-User': user, 'X-Role': role };
      const { status } = await fetch(`/orders/${encodeURIComponent(order)}`, { method: 'DELETE', headers });
      said = whatHappened(status, order);
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      said = 'The server cannot be reached. Try again.';
    }
    span.end();
    answer.replaceChildren(said, ' ', nameOfTrace(span.spanContext().traceId));
  });
});

function whatHappened(status: number, order: string): string {
  switch (status) {
    case 204:
      return `Order ${order} is deleted.`;
    case 403:
      return `Order ${order} is still there: only admins may delete orders.`;
    case 404:
      return `There is no order ${order}.`;
    default:
      return `The server refused it (${status}).`;
  }
}

function nameOfTrace(traceId: string): Node {
  if (!TRACES) {
    return document.createTextNode(`Trace ${traceId}`);
  }
  const link = document.createElement('a');
  link.href = `${TRACES}/${traceId}`;
  link.target = '_blank';
  link.textContent = 'Its trace, in a few seconds';
  return link;
}
