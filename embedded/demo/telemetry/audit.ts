import { type Context, type HrTime } from '@opentelemetry/api';
import { type AnyValueMap, type Logger } from '@opentelemetry/api-logs';
import { randomUUID } from 'node:crypto';

import { type AuditEvent } from '../story/auditEvent';

/** When and where an event happened, if it is not here and now. */
export interface Elsewhere {
  timestamp?: HrTime;
  context?: Context;
}

/**
 * Writes an event to the audit log. The record belongs to the span that is active (or that of `context`). It has no
 * severity: the draft of OpenTelemetry's audit records says so, an audit event is not more or less bad than another.
 */
export function audit(logger: Logger, event: AuditEvent, { timestamp, context }: Elsewhere = {}): void {
  logger.emit({
    eventName: event.event,
    body: event.sentence,
    attributes: auditAttributes(event),
    ...(timestamp && { timestamp, observedTimestamp: timestamp }),
    ...(context && { context }),
  });
}

/** Attributes under their canonical names: compliance/field-mapping.md. What does not apply is left out. */
export function auditAttributes({
  action,
  tenant,
  actor,
  target,
  outcome,
  reason,
  records,
  change,
}: AuditEvent): AnyValueMap {
  return {
    'audit.record.id': randomUUID(),
    'audit.actor.id': actor.id,
    'audit.actor.type': actor.type,
    'audit.action': action,
    'audit.target.id': target.id,
    'audit.target.type': target.type,
    'audit.outcome': outcome,
    'audit.tenant.id': tenant,
    'client.address': actor.address,
    ...(reason !== undefined && { 'audit.reason': reason }),
    ...(records !== undefined && { 'audit.record.count': records }),
    ...(change && {
      'audit.change.before': JSON.stringify(change.before),
      'audit.change.after': JSON.stringify(change.after),
    }),
  };
}
