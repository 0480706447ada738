import { type Context, type HrTime } from '@opentelemetry/api';
import { type AnyValueMap, type Logger } from '@opentelemetry/api-logs';

/** Who did what to what, and how it ended. */
export interface AuditEvent {
  /** Name of the kind of event, lower case with dots: `role.assign`. */
  event: string;
  /** What was done: CREATE, READ, UPDATE, DELETE, LOGIN, EXPORT, APPROVE, ASSIGN_ROLE, … */
  action: string;
  tenant: string;
  actor: { id: string; type: string; address?: string };
  target: { id: string; type: string };
  outcome: 'success' | 'failure';
  /** Why it failed. */
  reason?: string;
  /** How many records were read, exported or changed. */
  records?: number;
  change?: { before: unknown; after: unknown };
  /** The event as people read it. */
  sentence: string;
}

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

/** Attributes under their canonical names: compliance/fields.yaml. What does not apply is left out. */
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
    'audit.record.id': crypto.randomUUID(),
    'audit.actor.id': actor.id,
    'audit.actor.type': actor.type,
    'audit.action': action,
    'audit.target.id': target.id,
    'audit.target.type': target.type,
    'audit.outcome': outcome,
    'audit.tenant.id': tenant,
    ...(actor.address !== undefined && { 'client.address': actor.address }),
    ...(reason !== undefined && { 'audit.reason': reason }),
    ...(records !== undefined && { 'audit.record.count': records }),
    ...(change && {
      'audit.change.before': JSON.stringify(change.before),
      'audit.change.after': JSON.stringify(change.after),
    }),
  };
}
