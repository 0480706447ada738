import { type CatalogueEntry } from '../catalogue/catalogue';
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

/** Fields that tell one event from all others, or are long: no menu can list their values. */
const WITHOUT_MENU: readonly string[] = ['body', 'trace', 'span', 'record'];

/** Where the attribute catalogue has the values of a filter key; undefined where it has none. */
export function catalogueEntry(key: string): CatalogueEntry | undefined {
  if (isAuditField(key)) {
    return WITHOUT_MENU.includes(key) ? undefined : { source: 'Column', key: AUDIT_FIELDS[key] };
  }
  if (key.startsWith(ATTRIBUTE_PREFIX)) {
    return { source: 'LogAttributes', key: key.slice(ATTRIBUTE_PREFIX.length) };
  }
  if (key.startsWith(RESOURCE_PREFIX)) {
    return { source: 'ResourceAttributes', key: key.slice(RESOURCE_PREFIX.length) };
  }
  return undefined;
}

/** The filter key of an attribute that the catalogue has; undefined for those that cannot be filtered by. */
export function filterKeyOf({ source, key }: CatalogueEntry): string | undefined {
  switch (source) {
    case 'LogAttributes':
      return ATTRIBUTE_PREFIX + key;
    case 'ResourceAttributes':
      return RESOURCE_PREFIX + key;
    default:
      return undefined;
  }
}
