import { recently } from '../lag/samples';
import { literal, type Sql, sql } from '../sql';
import { type AlertRule } from './alertRule';
import { measured } from './measured';
import { consumerSamples, lagSamples, newestPartitions, newestQueues } from './samples';
import { ALERT_THRESHOLDS as AT } from './thresholds';

const QUEUE = ['signal', 'queue'] as const;

const ofQueues = (value: Sql) => (database: string) => sql`SELECT signal, queue, toFloat64(${value}) AS value
FROM ${newestQueues(database)}
ORDER BY signal, queue`;

/** What ClickHouse says of the consumers of its queues. */
export const CONSUMER_RULES: readonly AlertRule[] = [
  {
    id: 'girok-consumer-exceptions',
    title: 'Consumer reports exceptions',
    severity: 'critical',
    above: 0,
    forSeconds: 120,
    noData: 'OK',
    identity: QUEUE,
    summary: `{{ $labels.queue }}: ${measured()} consumer(s) report an exception that holds`,
    sql: ofQueues(sql`failing - views`),
  },
  {
    id: 'girok-view-errors',
    title: 'A view cannot store what a queue reads',
    severity: 'critical',
    above: 0,
    forSeconds: 120,
    noData: 'OK',
    identity: QUEUE,
    summary: '{{ $labels.queue }}: a view throws, and every try stores the rows of its sibling views again',
    sql: ofQueues(sql`views`),
  },
  {
    id: 'girok-no-assignment',
    title: 'Partitions that no consumer has',
    severity: 'critical',
    above: 0,
    // a member that was killed leaves its group after the session timeout
    forSeconds: 180,
    noData: 'OK',
    identity: ['signal'],
    summary: '{{ $labels.signal }}: partitions with unread messages belong to no consumer',
    sql: (database) => sql`SELECT signal, toFloat64(sum(unassigned)) AS value FROM (
  SELECT signal, countIf(status = 'UNASSIGNED') AS unassigned FROM ${newestPartitions(database)} GROUP BY signal
  UNION ALL
  SELECT signal, countIf(consumers > 0 AND partitions = 0 AND failing = 0 AND missing = 0) AS unassigned
  FROM ${newestQueues(database)} GROUP BY signal
)
GROUP BY signal
ORDER BY signal`,
  },
  {
    id: 'girok-no-consumer',
    title: 'Queue without a consumer',
    severity: 'critical',
    above: 0,
    forSeconds: 180,
    noData: 'OK',
    identity: QUEUE,
    summary: '{{ $labels.queue }} has no consumer, or is not there',
    sql: ofQueues(sql`consumers = 0`),
  },
  {
    id: 'girok-missing-dependency',
    title: 'A table that a queue needs is missing',
    severity: 'critical',
    above: 0,
    forSeconds: 60,
    noData: 'OK',
    identity: QUEUE,
    summary: '{{ $labels.queue }} reads nothing while a table or view behind it is missing',
    sql: ofQueues(sql`missing`),
  },
  {
    id: 'girok-rebalances',
    title: 'Consumers keep losing their partitions',
    severity: 'warning',
    above: AT.revocations,
    forSeconds: 0,
    noData: 'OK',
    identity: QUEUE,
    summary: `{{ $labels.queue }} lost its partitions ${measured()} times in ${AT.revocationMinutes} minutes`,
    // with an exception at hand, the exception is the news
    sql: (database) => sql`SELECT signal, queue, toFloat64(if(max(failed) = 1, 0, sum(revoked))) AS value FROM (
  SELECT CAST(Signal, 'String') AS signal, CAST(Queue, 'String') AS queue, Host, Consumer,
    max(Revocations) - min(Revocations) AS revoked, max(ExceptionKind != '') AS failed
  FROM ${consumerSamples(database)}
  WHERE ${recently(AT.revocationMinutes)}
  GROUP BY signal, queue, Host, Consumer
)
GROUP BY signal, queue
ORDER BY signal, queue`,
  },
  {
    id: 'girok-monitor-blind',
    title: 'Consumer lag is not seen',
    severity: 'warning',
    above: AT.blindSeconds,
    forSeconds: 120,
    noData: 'Alerting',
    identity: ['source'],
    summary: `No sample from the {{ $labels.source }} for ${measured('humanizeDuration')}: lag is unknown, not zero`,
    // without a queue that reads Kafka, now or within the last day, there is nothing to see
    sql: (database) => sql`WITH (
  SELECT count() FROM system.tables WHERE database = ${literal(database)} AND engine = 'Kafka'
) + (
  SELECT count() FROM ${consumerSamples(database)} WHERE ${recently(1440)}
) > 0 AS reads
SELECT source, toFloat64(if(reads, least(3600, dateDiff('second', newest, now64(3, 'UTC'))), 0)) AS value
FROM (
  SELECT 'broker' AS source, max(Time) AS newest FROM ${lagSamples(database)}
  WHERE Source = 'broker' AND ${recently(60)}
  UNION ALL
  SELECT 'clickhouse' AS source, max(Time) AS newest FROM ${consumerSamples(database)} WHERE ${recently(60)}
)
ORDER BY source`,
  },
];
