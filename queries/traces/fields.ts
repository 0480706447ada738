import { ATTRIBUTE_PREFIX, fieldSet, RESOURCE_PREFIX } from '../fields';
import { parseDuration } from './duration';

/** Fields of a span that have a column of their own, as the filter bar names them, and its attributes. */
export const SPAN_FIELDS = fieldSet({
  signal: 'traces',
  columns: {
    service: 'ServiceName',
    name: 'SpanName',
    kind: 'SpanKind',
    status: 'StatusCode',
    message: 'StatusMessage',
    duration: 'Duration',
    route: 'HttpRoute',
    http_status: 'HttpStatus',
    peer: 'PeerService',
    tenant: 'Tenant',
    scope: 'ScopeName',
    trace: 'TraceId',
    span: 'SpanId',
    parent: 'ParentSpanId',
  },
  maps: { [ATTRIBUTE_PREFIX]: 'SpanAttributes', [RESOURCE_PREFIX]: 'ResourceAttributes' },
  withoutMenu: ['message', 'duration', 'trace', 'span', 'parent'],
  numbers: { duration: parseDuration },
});
