import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';

import { playQuery } from './playQuery';
import { audit } from '../../../examples/audit/audit';
import { auditEvent } from '../story/auditEvent';
import { CLOSE_INVOICE } from '../story/operations';
import { type Random } from '../story/random';
import { serviceAccount } from '../story/tenants';
import { hrTime } from '../telemetry/hrTime';
import { type Pod } from '../telemetry/pod';

const INVOICES = 60;
const CLOSED = { event: 'invoice.update', action: 'UPDATE', targetType: 'invoice' } as const;

/** The nightly job of one tenant: a service account closes invoices, one statement and one audit record each. */
export function playNightlyBatch(billing: Pod, start: number, minute: number, random: Random): void {
  const { tenant } = billing.identity;
  const attributes = { 'job.name': 'close-invoices', 'job.invoices': INVOICES };
  const span = billing.tracer.startSpan(
    'close-invoices',
    { kind: SpanKind.INTERNAL, startTime: hrTime(start), attributes },
    ROOT_CONTEXT
  );
  const context = trace.setSpan(ROOT_CONTEXT, span);
  let now = start + 40;
  for (let i = 0; i < INVOICES; i++) {
    now = playQuery(billing, CLOSE_INVOICE, context, now, minute, random) + random.duration(700);
    const event = auditEvent(CLOSED, {
      tenant,
      actor: serviceAccount('svc-nightly-close'),
      target: `inv-${random.between(20_000, 29_999)}`,
      change: { before: { status: 'open' }, after: { status: 'closed' } },
    });
    audit(billing.logger, event, { timestamp: hrTime(now), context });
  }
  span.end(hrTime(now));
}
