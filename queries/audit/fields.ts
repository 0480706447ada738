import { ATTRIBUTE_PREFIX, fieldSet, RESOURCE_PREFIX } from '../fields';

/** Fields of an audit event that have a column of their own, as the filter bar names them, and its attributes. */
export const AUDIT_FIELDS = fieldSet({
  signal: 'logs',
  columns: {
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
  },
  maps: { [ATTRIBUTE_PREFIX]: 'LogAttributes', [RESOURCE_PREFIX]: 'ResourceAttributes' },
  withoutMenu: ['body', 'trace', 'span', 'record'],
});
