import { SpanStatusCode } from '@opentelemetry/api';

import { tracer } from './telemetry';

const form = document.querySelector('form')!;
const answer = document.querySelector('output')!;

// What the person did is a span; the request is its child, and the server's spans and audit event follow. The audit event
// itself is written by the server: what a browser says of itself anybody can say.
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const order = new FormData(form).get('order') as string;
  void tracer.startActiveSpan('delete order', { attributes: { 'app.order.id': order } }, async (span) => {
    const headers = { 'X-User': 'olga', 'X-Role': 'admin' };
    try {
      const { ok, status } = await fetch(`/orders/${encodeURIComponent(order)}`, { method: 'DELETE', headers });
      answer.textContent = ok ? `Order ${order} is deleted.` : `The server refused it (${status}).`;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      answer.textContent = 'The server cannot be reached. Try again.';
    }
    span.end();
  });
});
