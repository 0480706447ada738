import { type Engine } from './engine';
import { join, literal, type Sql, sql } from '../../queries/sql';

// The rows that every layout gets: made inside the engine from hashes of their number, so that each run has the same.

/** Days of the spans and of the audit events; both end at `END`. Two months, so that partitions by month are more than one. */
export const SPAN_DAYS = 30;
export const EVENT_DAYS = 120;
/** 2026-02-15, in ms since 1970: far from today, because what is asked must not move with the calendar. */
export const END = Date.UTC(2026, 1, 15);
export const DAY_MS = 86_400_000;

export const SPANS = sql`generated.spans`;
export const EVENTS = sql`generated.events`;

const SPANS_OF_A_TRACE = 8;
const EVENTS_OF_A_TRACE = 3;
const ACTORS = 5000;
export const SERVICES =
  'frontend checkout cart payment catalog currency shipping email ad recommendation quote fraud accounting user auth search inventory notify gateway audit';
const OPERATIONS = 'list get put del bulk search sync export health v2/items/{id} v2/items v1/orders/{orderId}';

export const MAP = sql`Map(LowCardinality(String), String)`;
export const words = (text: string) => sql`[${join(text.split(' ').map(literal))}]`;
/** A few bits of the row's hash, of which each field takes its own. */
const bits = (from: number, below: number) => sql`(bitShiftRight(hash, ${literal(from)}) % ${literal(below)})`;
export const nanoseconds = (ms: number) => literal(BigInt(ms) * 1_000_000n);
/** Between two rows. */
const step = (days: number, rows: number) => literal(BigInt(Math.floor((days * DAY_MS * 1e6) / rows)));

/** What the resource of a service says: 10 attributes, 12 pods. */
export const RESOURCE = sql`map(
    'service.name', service, 'service.version', concat('1.', toString(place % 5), '.3'), 'service.namespace', 'shop',
    'deployment.environment.name', if(place % 4 = 0, 'staging', 'prod'),
    'host.name', concat('ip-10-0-', toString(place % 8), '-', toString(${bits(12, 12)} + place), '.ec2.internal'),
    'k8s.pod.name', concat(service, '-7d9f-', toString(${bits(12, 12)})), 'k8s.namespace.name', 'shop',
    'telemetry.sdk.name', 'opentelemetry', 'telemetry.sdk.language', ['java', 'go', 'nodejs'][1 + place % 3],
    'process.pid', toString(1000 + ${bits(12, 12)}))`;

export const SPAN_COLUMNS = sql`n UInt64, Timestamp DateTime64(9, 'UTC'), TraceId String, SpanId String, ParentSpanId String, TraceState String,
  SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String), ResourceAttributes ${MAP},
  ScopeName LowCardinality(String), ScopeVersion LowCardinality(String), SpanAttributes ${MAP}, Duration UInt64,
  StatusCode LowCardinality(String), StatusMessage String,
  Events Nested(Timestamp DateTime64(9, 'UTC'), Name LowCardinality(String), Attributes ${MAP}),
  Links Nested(TraceId String, SpanId String, TraceState String, Attributes ${MAP})`;

/** 20 services with 36 span names each, 8 spans a trace; 11 attributes, of which an id, an address and a path hardly repeat. */
export const spans = (rows: number) => sql`WITH ${words(SERVICES)} AS services, ${words(OPERATIONS)} AS operations,
  number AS n, intDiv(n, ${literal(SPANS_OF_A_TRACE)}) AS trace, n % ${literal(SPANS_OF_A_TRACE)} AS k,
  cityHash64(trace, 'trace') AS of_trace, cityHash64(n, 'span') AS hash,
  (of_trace % 4 * 5 + k * 3 + hash % 2) % 20 AS place, services[place + 1] AS service,
  ${bits(8, 12)} AS o, operations[o + 1] AS operation, ['GET', 'GET', 'POST', 'PUT'][1 + hash % 4] AS method,
  concat('/api/', service, '/', operation) AS route,
  ${bits(20, 1000)} < 10 + place * 2 AS failed, ${bits(16, 10000)} / 10000 AS u, ${bits(32, 10000)} / 10000 AS v,
  toInt64(${nanoseconds(END - SPAN_DAYS * DAY_MS)} + trace * ${step(SPAN_DAYS, rows / SPANS_OF_A_TRACE)} + of_trace % 1000000000 + k * 3000000) AS start,
  toUInt64(exp(9 + place % 5 * 0.7 + o * 0.15 + 3 * u * v + 5 * pow(u, 6)) * 100) AS duration
SELECT n, fromUnixTimestamp64Nano(start, 'UTC'), lower(hex(sipHash128(trace))), lower(hex(cityHash64(n, 'id'))),
  if(k = 0, '', lower(hex(cityHash64(trace * ${literal(SPANS_OF_A_TRACE)} + intDiv(k - 1, 2), 'id')))), '',
  concat(method, ' ', route), ['Server', 'Client', 'Internal', 'Server', 'Client', 'Consumer'][if(k = 0, 1, 1 + hash % 6)],
  service, ${RESOURCE}, concat('io.opentelemetry.', service), '1.30.0',
  map('http.request.method', method, 'http.route', route,
    'http.response.status_code', if(failed, '500', ['200', '200', '200', '201', '204', '404'][1 + ${bits(5, 6)}]),
    'url.path', replaceOne(replaceOne(route, '{id}', toString(${bits(7, 1000000)})), '{orderId}', lower(hex(hash % 1000000007))),
    'server.address', concat('ip-10-0-', toString(${bits(3, 60)}), '.ec2.internal'),
    'server.port', ['80', '443', '8080', '9090'][1 + ${bits(4, 4)}],
    'network.peer.address', concat('10.', toString(${bits(6, 4)}), '.', toString(${bits(9, 255)}), '.', toString(${bits(15, 255)})),
    'user.id', concat('u', toString(of_trace % 50000)), 'thread.id', toString(${bits(10, 200)}), 'app.latency_ratio', toString(u),
    'peer.service', if(k % 2 = 0, services[1 + (place + 3) % 20], '')),
  duration, if(failed, 'Error', if(hash % 10 = 0, 'Ok', 'Unset')), if(failed, 'boom', ''),
  if(failed, [fromUnixTimestamp64Nano(start + toInt64(duration / 2), 'UTC')], []), if(failed, ['exception'], []),
  if(failed, [map('exception.type', 'java.lang.IllegalStateException', 'exception.message', concat('bad state ', toString(hash % 100)),
    'exception.stacktrace', concat('java.lang.IllegalStateException: bad\n\tat com.shop.A.b(A.java:', toString(hash % 500), ')\n\tat com.shop.C.d(C.java:', toString(hash % 77), ')'))], []),
  if(hash % 100 = 0, [lower(hex(sipHash128(trace - 1)))], []), if(hash % 100 = 0, ['00f067aa0ba902b7'], []),
  if(hash % 100 = 0, [''], []), if(hash % 100 = 0, [map('link.kind', 'follows')], [])`;

const EVENT_COLUMNS = sql`n UInt64, Timestamp DateTime64(9, 'UTC'), TraceId String, SpanId String, TraceFlags UInt8,
  SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String,
  ResourceAttributes ${MAP}, ScopeName LowCardinality(String), ScopeVersion LowCardinality(String), LogAttributes ${MAP},
  EventName LowCardinality(String)`;

/** 5,000 actors, the first ones far busier than the last, in 300 tenants; 100,000 targets, a session id of each event's own. */
const events = (rows: number) => sql`WITH ['auth', 'user', 'payment', 'accounting', 'audit'] AS services,
  number AS n, cityHash64(n, 'event') AS hash, cityHash64(n, 'id') AS id, hash % 5 AS place, services[place + 1] AS service,
  toUInt32(${literal(ACTORS)} * pow(${bits(13, 1000000)} / 1000000, 2)) AS who, concat('user-', toString(who), '@corp.example') AS actor,
  ['LOGIN', 'LOGOUT', 'READ', 'UPDATE', 'DELETE', 'GRANT', 'REVOKE', 'EXPORT'][1 + ${bits(40, 8)}] AS action,
  ['order', 'user', 'invoice', 'role'][1 + ${bits(44, 4)}] AS kind, concat('/', kind, 's/', toString(${bits(24, 100000)})) AS target
SELECT n, fromUnixTimestamp64Nano(toInt64(${nanoseconds(END - EVENT_DAYS * DAY_MS)} + n * ${step(EVENT_DAYS, rows)} + hash % 1000000000), 'UTC'),
  lower(hex(sipHash128(intDiv(n, ${literal(EVENTS_OF_A_TRACE)}), 'event'))), lower(hex(id)), 1, 'INFO', 9, service,
  concat(actor, ' ', lower(action), ' ', target), ${RESOURCE}, 'audit-sdk', '2.1.0',
  map('audit.actor.id', actor, 'audit.actor.type', if(who % 20 = 0, 'service', 'user'), 'audit.action', action,
    'audit.target.id', target, 'audit.target.type', kind, 'audit.outcome', if(id % 33 = 0, 'failure', 'success'),
    'client.address', concat('10.', toString(${bits(6, 4)}), '.', toString(${bits(9, 255)}), '.', toString(${bits(15, 255)})),
    'tenant.id', concat('t', toString(who % 300)), 'session.id', lower(hex(cityHash64(id))),
    'audit.reason', if(id % 5 = 0, concat('ticket OPS-', toString(id % 9999)), '')),
  'audit.event'`;

/** Makes both tables of `generated`. */
export async function generate(engine: Engine, spanRows: number, eventRows: number): Promise<void> {
  await engine.run(sql`CREATE DATABASE generated`);
  await make(engine, SPANS, SPAN_COLUMNS, spans(spanRows), spanRows);
  await make(engine, EVENTS, EVENT_COLUMNS, events(eventRows), eventRows);
}

/** In order of time, so that what is inserted from them comes in the order in which telemetry comes. */
async function make(engine: Engine, table: Sql, columns: Sql, select: Sql, rows: number): Promise<void> {
  await engine.run(sql`CREATE TABLE ${table} (${columns}) ENGINE = MergeTree ORDER BY n`);
  await engine.run(sql`INSERT INTO ${table} ${select} FROM numbers(${literal(rows)})`, {
    max_threads: 1,
    max_insert_threads: '1',
  });
}
