import { type AuditEvent } from './auditEvents';

/** An event in words: `user-17` `tried to export 1,204 invoices` `from 203.0.113.9`. */
export interface Sentence {
  subject: string;
  predicate: string;
  origin: string;
}

/** [infinitive, past] of the actions that people read most; others are written as they were sent. */
const VERBS: Record<string, [string, string]> = {
  LOGIN: ['log in', 'logged in'],
  LOGON: ['log in', 'logged in'],
  LOGOUT: ['log out', 'logged out'],
  READ: ['read', 'read'],
  VIEW: ['view', 'viewed'],
  LIST: ['list', 'listed'],
  SEARCH: ['search', 'searched'],
  CREATE: ['create', 'created'],
  UPDATE: ['change', 'changed'],
  DELETE: ['delete', 'deleted'],
  PURGE: ['purge', 'purged'],
  EXPORT: ['export', 'exported'],
  DOWNLOAD: ['download', 'downloaded'],
  SHARE: ['share', 'shared'],
  GRANT: ['grant', 'granted'],
  REVOKE: ['revoke', 'revoked'],
  ASSIGN_ROLE: ['assign a role to', 'assigned a role to'],
  APPROVE: ['approve', 'approved'],
  REJECT: ['reject', 'rejected'],
  DEPLOY: ['deploy', 'deployed'],
};

const WITHOUT_OBJECT = new Set(['LOGIN', 'LOGON', 'LOGOUT']);

/** The event as a person would say it. Without an action it is the event's own text. */
export function sentenceOf(event: AuditEvent): Sentence {
  const origin = event.source ? `from ${event.source}` : '';
  if (event.action === '') {
    return {
      subject: event.actor === 'unknown' ? event.service : event.actor,
      predicate: event.body || event.event,
      origin,
    };
  }
  const [infinitive, past] = VERBS[event.action] ?? [event.action.toLowerCase(), event.action.toLowerCase()];
  const verb = event.outcome === 'failure' ? `tried to ${infinitive}` : past;
  const object = WITHOUT_OBJECT.has(event.action) ? '' : objectOf(event);
  return { subject: event.actor, predicate: [verb, object].filter(Boolean).join(' '), origin };
}

/** "1,204 invoices" when the event says how many, else the target with its type. */
function objectOf({ attributes, target, targetType }: AuditEvent): string {
  const count = Number(attributes['audit.record.count']);
  if (Number.isInteger(count) && count > 1 && targetType) {
    return `${count.toLocaleString('en-US')} ${targetType}s`;
  }
  if (!target) {
    return targetType;
  }
  return !targetType || target.startsWith(targetType) ? target : `${targetType} ${target}`;
}

/** How an outcome is said; only what failed stands out. */
export function outcomeBadge({ outcome, attributes }: AuditEvent): { text: string; failed: boolean } {
  if (outcome === 'failure') {
    return { text: attributes['audit.outcome'] === 'denied' ? 'denied' : 'failed', failed: true };
  }
  return { text: outcome === 'success' ? 'ok' : 'unknown', failed: false };
}
