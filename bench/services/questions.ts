import { COUNTER, GAUGE, HISTOGRAM } from './points';
import { EXPORTER, GIROK } from './tables';
import { metricCatalogue } from '../../queries/metrics/catalogue';
import { histogramQuantiles } from '../../queries/metrics/histogram';
import { ratePerSecond } from '../../queries/metrics/increase';
import { levels } from '../../queries/metrics/level';
import { type MetricScope } from '../../queries/metrics/metric';
import { serviceOperations } from '../../queries/services/operations';
import { serviceResources, serviceResourcesOfDays } from '../../queries/services/resources';
import { serviceRequests } from '../../queries/services/services';
import { redOfTotals, serviceRequestsOfTotals } from '../../queries/services/totals';
import { and, join, literal, type Sql, sql } from '../../queries/sql';
import { type TableMapping } from '../../queries/tables';
import { bucket, isCurrent, lengthInSeconds, type TimeRange, within, withinBothPeriods } from '../../queries/timeRange';
import { exceptionGroups } from '../../queries/traces/exceptions';
import { redOverTime } from '../../queries/traces/red';
import { ENTRY_SPANS } from '../../queries/traces/scope';
import { serviceEdges } from '../../queries/traces/serviceMap';
import { trend } from '../../queries/trend';
import { days } from '../queries/question';

const DAY = days(1);
const WEEK = days(7);
const MONTH = days(29);
const TIME = sql`Timestamp`;
const OF_SERVICE = sql`ServiceName = 'checkout'`;
const REQUESTS = and([ENTRY_SPANS, OF_SERVICE]);
const SPANS = sql`exporter.otel_traces`;
const FAILED = sql`StatusCode = 'Error'`;

/** What a page asks of Girok's tables, and the same asked of the exporter's. */
export interface ServiceQuestion {
  name: string;
  title: string;
  /** Columns in which both must answer the same. Percentiles of spans are estimates and not among them. */
  same: readonly string[];
  girok: Sql;
  exporter: Sql;
  /** The form of a long range, which reads the totals of hours. */
  totals?: Sql;
}

/** What the page's own builder asks, of both: the arithmetic is the same to the letter, only the tables differ. */
const asked = (build: (tables: TableMapping) => Sql) => ({ girok: build(GIROK), exporter: build(EXPORTER) });

const PERCENTILES = (condition: Sql) => sql`quantilesIf(0.5, 0.95, 0.99)(Duration, ${condition})`;

/** The list of the services as one would write it for the exporter's table. */
const listed = (range: TimeRange) => sql`SELECT ServiceName AS service, countIf(${isCurrent(TIME, range)}) AS requests,
  countIf(${isCurrent(TIME, range)} AND ${FAILED}) AS failed, ${PERCENTILES(isCurrent(TIME, range))} AS durations,
  count() - requests AS requests_before, countIf(${FAILED}) - failed AS failed_before,
  quantileIf(0.95)(Duration, NOT (${isCurrent(TIME, range)})) AS p95_before,
  toUnixTimestamp64Milli(max(Timestamp)) AS last_request, ${trend(TIME, range)} AS trend
FROM ${SPANS} WHERE ${withinBothPeriods(TIME, range)} AND ${ENTRY_SPANS}
GROUP BY service ORDER BY requests + requests_before DESC, service`;
const IN_LIST = ['service', 'requests', 'failed', 'requests_before', 'failed_before', 'last_request', 'trend'];

const red = (
  range: TimeRange,
  seconds: number,
  condition: Sql
) => sql`SELECT toDateTime(${bucket(TIME, seconds)}, 'UTC') AS time,
  count() / ${literal(seconds)} AS rate, countIf(${FAILED}) / count() AS errors, quantiles(0.5, 0.95, 0.99)(Duration) AS durations
FROM ${SPANS} WHERE ${within(TIME, range)} AND ${condition} GROUP BY time ORDER BY time`;

const operations = (
  range: TimeRange
) => sql`SELECT SpanName AS name, SpanKind AS kind, countIf(${isCurrent(TIME, range)}) AS spans,
  countIf(${isCurrent(TIME, range)} AND ${FAILED}) AS failed, ${PERCENTILES(isCurrent(TIME, range))} AS durations,
  argMaxIf((TraceId, SpanId), Duration, ${isCurrent(TIME, range)}) AS slowest,
  argMaxIf((TraceId, SpanId), Timestamp, ${isCurrent(TIME, range)} AND ${FAILED}) AS newest_failed,
  count() - spans AS spans_before, spans / ${lengthInSeconds(range)} AS rate,
  countIf(${FAILED}) - failed AS failed_before, quantileIf(0.95)(Duration, NOT (${isCurrent(TIME, range)})) AS p95_before
FROM ${SPANS} WHERE ${withinBothPeriods(TIME, range)} AND ${OF_SERVICE}
GROUP BY name, kind HAVING spans > 0 ORDER BY spans DESC, name, kind LIMIT 100`;

const catalogue = (range: TimeRange) => {
  const of = (
    kind: string
  ) => sql`SELECT MetricName AS name, ${literal(kind)} AS type, MetricUnit AS unit, anyLast(MetricDescription) AS description,
  uniqExact(ServiceName) AS services, uniq(ServiceName, Attributes, ResourceAttributes) AS series, count() AS points,
  toUnixTimestamp64Milli(max(TimeUnix)) AS last
FROM exporter.otel_metrics_${KINDS[kind]} WHERE ${within(sql`TimeUnix`, range)} GROUP BY name, unit`;
  return sql`SELECT * FROM (${join(Object.keys(KINDS).map(of), sql` UNION ALL `)}) ORDER BY name, points DESC, type, unit`;
};
const KINDS: Record<string, Sql> = { gauge: sql`gauge`, sum: sql`sum`, histogram: sql`histogram` };

const metric = (tables: TableMapping, of: MetricScope['metric'], more: Partial<MetricScope> = {}): MetricScope => ({
  tables,
  range: DAY,
  where: sql`1`,
  metric: of,
  interval: 600,
  ...more,
});
const GAUGE_METRIC = { name: GAUGE, type: 'gauge', unit: 'By', isMonotonic: false } as const;
const COUNTER_METRIC = { name: COUNTER, type: 'sum', unit: '1', isMonotonic: true } as const;
const HISTOGRAM_METRIC = { name: HISTOGRAM, type: 'histogram', unit: 's', isMonotonic: false } as const;

type Forms = Pick<ServiceQuestion, 'same' | 'girok' | 'exporter' | 'totals'>;

/** The list of services, in all forms. */
const listOver = (range: TimeRange): Forms => ({
  same: IN_LIST,
  girok: serviceRequests({ tables: GIROK, range, where: sql`1` }),
  exporter: listed(range),
  totals: serviceRequestsOfTotals({ tables: GIROK, range, where: sql`1` }),
});

/** The charts of one service by hour, in all forms. */
const redOfOne = (range: TimeRange): Forms => ({
  same: ['time', 'errors'],
  girok: redOverTime({ tables: GIROK, range, where: REQUESTS }, 3600),
  exporter: red(range, 3600, REQUESTS),
  totals: redOfTotals({ tables: GIROK, range, where: REQUESTS }, 3600),
});

/** The ten heaviest questions of the pages of services and metrics. */
export const QUESTIONS: ServiceQuestion[] = [
  {
    name: 'services_24h',
    title: 'All services, 24 h and the day before',
    same: IN_LIST,
    girok: serviceRequests({ tables: GIROK, range: DAY, where: sql`1` }),
    exporter: listed(DAY),
  },
  {
    name: 'services_7d',
    title: 'All services, 7 days and the week before',
    ...listOver(WEEK),
  },
  {
    name: 'red_7d',
    title: 'Rate, errors, durations of one service, 7 days by hour',
    ...redOfOne(WEEK),
  },
  {
    name: 'operations_24h',
    title: 'Operations of one service, 24 h and the day before',
    same: ['name', 'kind', 'spans', 'failed', 'spans_before', 'failed_before'],
    girok: serviceOperations({ tables: GIROK, range: DAY, where: OF_SERVICE }, 100),
    exporter: operations(DAY),
  },
  {
    name: 'dependencies_24h',
    title: 'Who calls whom: the newest 2,000 traces of 24 h †',
    same: ['source', 'target', 'calls'],
    ...asked((tables) => serviceEdges({ tables, range: DAY, where: sql`1` }, 1000)),
  },
  {
    name: 'errors_7d',
    title: 'Grouped exceptions of one service, 7 days †',
    same: ['type', 'message', 'times', 'traces'],
    ...asked((tables) => exceptionGroups({ tables, range: WEEK, where: OF_SERVICE }, 100)),
  },
  {
    name: 'catalogue_24h',
    title: 'The catalogue of metrics, 24 h',
    same: ['name', 'type', 'unit', 'services', 'points', 'last'],
    girok: metricCatalogue({ tables: GIROK, range: DAY, where: sql`1` }),
    exporter: catalogue(DAY),
  },
  {
    name: 'gauge_24h',
    title: 'Average of a gauge of all services, 24 h by 10 min †',
    same: ['time', 'series', 'Value'],
    ...asked((tables) => levels(metric(tables, GAUGE_METRIC), 'avg')),
  },
  {
    name: 'counter_24h',
    title: 'Rate of a counter by service, 24 h by 10 min †',
    same: ['time', 'series', 'Value'],
    ...asked((tables) => ratePerSecond(metric(tables, COUNTER_METRIC, { by: 'service' }))),
  },
  {
    name: 'histogram_24h',
    title: 'Quantiles of a histogram of all services, 24 h by 10 min †',
    same: ['time', 'p50', 'p95', 'p99'],
    ...asked((tables) => histogramQuantiles(metric(tables, HISTOGRAM_METRIC))),
  },
];

/** More of those that the pages ask of totals. */
export const LONG_QUESTIONS: ServiceQuestion[] = [
  {
    name: 'red_30d',
    title: 'Rate, errors, durations of one service, 29 days by hour',
    ...redOfOne(MONTH),
  },
  {
    name: 'services_4d',
    title: 'All services, 4 days and the four days before',
    ...listOver(days(4)),
  },
  {
    name: 'resources_7d',
    title: 'What all services are part of, 7 days and the week before †',
    same: ['signal', 'service', 'version', 'environment', 'namespace', 'owner', 'current'],
    ...asked((tables) => serviceResources({ tables, range: WEEK, where: sql`1` })),
    totals: serviceResourcesOfDays({ tables: GIROK, range: WEEK, where: sql`1` }),
  },
];
