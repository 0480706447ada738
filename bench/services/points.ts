import { literal, type Sql, sql } from '../../queries/sql';
import { END, MAP, nanoseconds, RESOURCE, SERVICES, words } from '../queries/rows';

// Points of metrics, made as the spans are: from hashes of their number, so that each run has the same.

/** Series of 20 services: of each 24 gauges, 20 counters and 14 histograms. Every one sends a point a minute. */
const STREAMS = 1160;
const MINUTE_MS = 60_000;
const GAUGES = 'process.memory.usage process.cpu.utilization jvm.threads db.client.connections queue.depth cache.size';
const SUMS = 'http.server.requests http.client.requests messages.sent messages.received cache.hits';

export const GAUGE = 'process.memory.usage';
export const COUNTER = 'http.server.requests';
export const HISTOGRAM = 'http.server.request.duration';

const BOUNDS = sql`[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]`;
/** How often the values of a minute fall into each bucket. */
const SHAPE = sql`[1, 3, 10, 30, 60, 80, 60, 30, 20, 10, 5, 3, 2, 1, 1]`;

export const POINT_COLUMNS = sql`n UInt64, kind String, ResourceAttributes ${MAP}, ScopeName LowCardinality(String), ScopeVersion LowCardinality(String),
  ServiceName LowCardinality(String), MetricName LowCardinality(String), MetricDescription LowCardinality(String), MetricUnit LowCardinality(String),
  Attributes ${MAP}, StartTimeUnix DateTime64(9, 'UTC'), TimeUnix DateTime64(9, 'UTC'), IsMonotonic Bool, Value Float64,
  Count UInt64, Sum Float64, BucketCounts Array(UInt64), ExplicitBounds Array(Float64)`;

/** In the order of time, up to END. A counter and a histogram begin anew every ten days. */
export const points = (rows: number): Sql => sql`WITH ${words(SERVICES)} AS services,
  number AS n, n % ${literal(STREAMS)} AS stream, intDiv(n, ${literal(STREAMS)}) AS minute, intDiv(stream, 20) AS k,
  stream % 20 AS place, services[place + 1] AS service, cityHash64(stream, 'stream') AS hash, cityHash64(n, 'point') AS noise,
  multiIf(k < 24, 'gauge', k < 44, 'sum', 'histogram') AS kind, minute % 14400 AS age,
  multiIf(kind = 'gauge', ${words(GAUGES)}[1 + k % 6], kind = 'sum', ${words(SUMS)}[1 + (k + 1) % 5], ${literal(HISTOGRAM)}) AS metric,
  toInt64(${nanoseconds(END - Math.ceil(rows / STREAMS) * MINUTE_MS)} + minute * 60000000000 + stream * 50000000) AS time,
  if(kind = 'histogram', arrayMap(weight -> toUInt64(intDiv(age * weight * (1 + stream % 3), 4)), ${SHAPE}), []) AS counts
SELECT n, kind, ${RESOURCE}, concat('io.opentelemetry.', service), '1.30.0', service, metric, concat('What ', metric, ' means'),
  transform(metric, [${literal(GAUGE)}, ${literal(HISTOGRAM)}], ['By', 's'], '1'),
  multiIf(kind = 'gauge', map('instance', toString(intDiv(k, 6))), kind = 'sum', map('http.route', concat('/v1/', toString(k - 24)), 'http.request.method', 'GET'),
    map('http.route', concat('/v1/', toString(k - 44)), 'http.request.method', 'GET', 'http.response.status_code', '200')),
  fromUnixTimestamp64Nano(time - toInt64(age) * 60000000000, 'UTC'), fromUnixTimestamp64Nano(time, 'UTC'), kind = 'sum',
  multiIf(kind = 'gauge', 50 + 40 * sin(minute / 100 + stream) + noise % 100 / 10, kind = 'sum', toFloat64(age * (5 + stream % 7) * 100 + noise % 100), 0),
  arraySum(counts), arraySum(counts) * 0.2, counts, if(kind = 'histogram', ${BOUNDS}, [])`;
