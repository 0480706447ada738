import { identifier, literal, type Sql, sql } from '../sql';

/** Fields of an audit event that have a column of their own, as the filter bar names them. */
export const AUDIT_FIELDS = {
  actor: 'Actor',
  actor_type: 'ActorType',
  action: 'Action',
  target: 'Target',
  target_type: 'TargetType',
  outcome: 'Outcome',
  source: 'SourceAddress',
  tenant: 'Tenant',
  service: 'ServiceName',
  event: 'EventName',
  severity: 'SeverityText',
  body: 'Body',
  trace: 'TraceId',
  span: 'SpanId',
  record: 'RecordId',
} as const;

export type AuditField = keyof typeof AUDIT_FIELDS;

const isAuditField = (key: string): key is AuditField => Object.hasOwn(AUDIT_FIELDS, key);

/** Prefixes that address an attribute: `attribute.user.id`, `resource.k8s.namespace.name`. */
export const ATTRIBUTE_PREFIX = 'attribute.';
export const RESOURCE_PREFIX = 'resource.';

/** Column or map element that a filter key stands for; undefined for a key that names no field. */
export function auditField(key: string): Sql | undefined {
  if (isAuditField(key)) {
    return identifier(AUDIT_FIELDS[key]);
  }
  if (key.startsWith(ATTRIBUTE_PREFIX)) {
    return sql`LogAttributes[${literal(key.slice(ATTRIBUTE_PREFIX.length))}]`;
  }
  if (key.startsWith(RESOURCE_PREFIX)) {
    return sql`ResourceAttributes[${literal(key.slice(RESOURCE_PREFIX.length))}]`;
  }
  return undefined;
}
