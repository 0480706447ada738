import { join, literal, type Sql, sql } from '../sql';

/**
 * Girok's own columns as expressions over the columns of the OpenTelemetry exporter's tables. They say what the
 * materialized columns of migrations/20260120000000_otel_audit_tables.sql say; exporter.engine.test.ts compares the two.
 */

const log = (key: string) => sql`LogAttributes[${literal(key)}]`;
const span = (key: string) => sql`SpanAttributes[${literal(key)}]`;
const resource = (key: string) => sql`ResourceAttributes[${literal(key)}]`;
const first = (...parts: Sql[]) => sql`firstNonDefault(${join(parts)})`;
const logs = (...keys: string[]) => keys.map(log);
const RESOURCE_TENANT = [resource('tenant.id'), resource('cloud.account.id'), literal('default')];

const actor = first(
  ...logs('audit.actor.id', 'actor.id', 'user.id', 'enduser.id', 'user.name', 'user.email', 'aws.principal.arn'),
  ...logs('aws.user_identity.principal.arn', 'gcp.audit.authentication_info.principal_email', 'user.username'),
  ...logs('enduser.pseudo.id', 'user.hash', 'db.user', 'client.id'),
  literal('unknown')
);
const awsActorType = sql`transform(${log('aws.principal.type')},
    ['IAMUser', 'Root', 'IdentityCenterUser', 'AssumedRole', 'AWSService'], ['user', 'user', 'user', 'service', 'service'], '')`;
const method = sql`transform(${log('http.request.method')},
    ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], ['READ', 'READ', 'CREATE', 'UPDATE', 'UPDATE', 'DELETE'], '')`;
const saidOutcome = first(...logs('audit.outcome', 'event.outcome', 'outcome'));
const httpStatus = sql`toUInt16OrZero(${log('http.response.status_code')})`;
const recordHash = sql`cityHash64(Timestamp, ServiceName, SeverityNumber, Body, LogAttributes, ResourceAttributes, ScopeName, TraceId, SpanId)`;

/** Of audit events: `expression AS column`. */
export const LOG_COLUMNS: Sql = join([
  sql`${first(...logs('audit.tenant.id', 'tenant.id', 'organization.id', 'user.tenant.id', 'account.id'), ...RESOURCE_TENANT)} AS Tenant`,
  sql`${actor} AS Actor`,
  sql`${first(
    ...logs('audit.actor.type', 'actor.type', 'user.type'),
    awsActorType,
    sql`multiIf(startsWith(${actor}, 'system:serviceaccount:'), 'service', ${actor} = 'unknown', 'unknown', 'user')`
  )} AS ActorType`,
  sql`upper(${first(
    ...logs('audit.action', 'event.action', 'action', 'activity_name', 'verb', 'db.operation.name', 'rpc.method'),
    method
  )}) AS Action`,
  sql`${first(
    ...logs('audit.target.id', 'target.id', 'resource.id', 'user.target.id', 'objectRef.name'),
    ...logs('db.collection.name', 'file.path', 'url.path')
  )} AS Target`,
  sql`${first(
    ...logs('audit.target.type', 'target.type', 'resource.type', 'objectRef.resource'),
    sql`if(${log('db.collection.name')} != '', 'db', '')`,
    sql`if(${log('file.path')} != '', 'file', '')`,
    sql`if(${log('url.path')} != '', 'http.endpoint', '')`
  )} AS TargetType`,
  sql`multiIf(
    lower(${saidOutcome}) IN ('success', 'succeeded', 'ok', 'allowed', 'granted'), 'success',
    lower(${saidOutcome}) IN ('failure', 'failed', 'denied', 'error', 'rejected'), 'failure',
    ${saidOutcome} != '', 'unknown',
    ${log('error.type')} != '' OR ${log('aws.error.code')} != '', 'failure',
    ${httpStatus} >= 400, 'failure',
    ${httpStatus} >= 100, 'success',
    toInt32OrZero(${first(log('rpc.grpc.status_code'), literal('0'))}) != 0, 'failure',
    SeverityNumber >= 17, 'failure',
    'unknown') AS Outcome`,
  sql`${first(
    ...logs('audit.source.id', 'client.address', 'source.address', 'network.peer.address', 'source.ip', 'client.ip'),
    ...logs('net.sock.peer.addr', 'net.peer.ip')
  )} AS SourceAddress`,
  sql`${first(
    ...logs('audit.record.id', 'log.record.uid', 'event.id', 'aws.cloudtrail.event_id', 'audit_id', 'auditID'),
    log('cloudevents.event_id'),
    sql`lower(hex(${recordHash}))`
  )} AS RecordId`,
  sql`${recordHash} AS RecordHash`,
]);

/** Of spans: `expression AS column`. */
export const SPAN_COLUMNS: Sql = join([
  sql`${first(span('tenant.id'), ...RESOURCE_TENANT)} AS Tenant`,
  sql`${span('http.route')} AS HttpRoute`,
  sql`${first(span('http.response.status_code'), span('http.status_code'))} AS HttpStatus`,
  sql`${first(span('peer.service'), span('service.peer.name'))} AS PeerService`,
  sql`toBool(StatusCode IN ('Error', 'STATUS_CODE_ERROR')) AS IsError`,
]);
