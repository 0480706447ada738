import { recently } from '../lag/samples';
import { literal, type Sql, sql } from '../sql';
import { type AlertRule } from './alertRule';
import { measured } from './measured';
import { lagSamples, newestPartitions, newestQueues } from './samples';
import { ALERT_THRESHOLDS as AT } from './thresholds';

const PARTITION = ['signal', 'topic', 'partition'] as const;
const AT_PARTITION = '{{ $labels.signal }}: {{ $labels.topic }}/{{ $labels.partition }}';

/** Rules about how slowly something moves are silent about what does not move: another rule says why it does not. */
const MOVES = sql`status IN ('OK', 'LAGGING', 'REWOUND', 'UNKNOWN')`;

const ofPartitions =
  (value: Sql) => (database: string) => sql`SELECT signal, topic, partition, toFloat64(${value}) AS value
FROM ${newestPartitions(database)}
ORDER BY signal, topic, partition`;

/** Signals whose trouble has a more telling rule: an exception, a missing table, no consumer. */
const explained = (database: string) =>
  sql`(SELECT signal FROM ${newestQueues(database)} WHERE failing > 0 OR missing > 0 OR consumers = 0)`;

/** What the numbers of the partitions say. */
export const LAG_RULES: readonly AlertRule[] = [
  {
    id: 'girok-lag-time',
    title: 'Lag over its limit in time',
    severity: 'critical',
    above: AT.lagSeconds,
    wellBelow: AT.lagSeconds / 2,
    forSeconds: 300,
    noData: 'OK',
    identity: PARTITION,
    summary: `${AT_PARTITION} reads messages that are ${measured('humanizeDuration')} old`,
    sql: ofPartitions(sql`if(${MOVES}, seconds, 0)`),
  },
  {
    id: 'girok-lag-messages',
    title: 'Many messages unread',
    severity: 'warning',
    above: AT.lagMessages,
    wellBelow: AT.lagMessages / 2,
    forSeconds: 600,
    noData: 'OK',
    identity: PARTITION,
    summary: `${AT_PARTITION} is ${measured('humanize')} messages behind`,
    sql: ofPartitions(sql`if(${MOVES} AND lag > ${literal(AT.lagMessagesSeconds)} * produced, lag, 0)`),
  },
  {
    id: 'girok-lag-growing',
    title: 'Lag grows',
    severity: 'warning',
    above: 0,
    forSeconds: 900,
    noData: 'OK',
    identity: PARTITION,
    summary: `${AT_PARTITION} has ${measured('humanize')} messages more to read than ${AT.growingMinutes} minutes ago`,
    sql: (database) => sql`SELECT signal, topic, partition,
  toFloat64(if(${MOVES} AND lag >= ${literal(AT.growingFrom)} AND isNotNull(before), lag - ifNull(before, 0), 0)) AS value
FROM ${newestPartitions(database)} AS present
LEFT JOIN (
  SELECT CAST(Signal, 'String') AS signal, CAST(Topic, 'String') AS topic, toString(Partition) AS partition,
    toNullable(argMin(toFloat64(ifNull(Lag, 0)), Time)) AS before
  FROM ${lagSamples(database)} WHERE ${recently(AT.growingMinutes)} AND Source = 'broker'
  GROUP BY signal, topic, partition
) AS past USING (signal, topic, partition)
ORDER BY signal, topic, partition`,
  },
  {
    id: 'girok-stalled',
    title: 'Consumer stands still',
    severity: 'critical',
    above: 0,
    forSeconds: 120,
    noData: 'OK',
    identity: PARTITION,
    summary: `${AT_PARTITION} stands still with ${measured('humanize')} messages unread`,
    sql: (database) => sql`SELECT signal, topic, partition,
  if(status IN ('STALLED', 'STOPPED', 'NO_COMMIT') AND signal NOT IN ${explained(database)}, lag, toFloat64(0)) AS value
FROM ${newestPartitions(database)}
ORDER BY signal, topic, partition`,
  },
  {
    id: 'girok-retention',
    title: 'Unread messages are about to be deleted',
    severity: 'critical',
    above: AT.retentionUsed,
    forSeconds: 300,
    noData: 'OK',
    identity: PARTITION,
    summary: `${AT_PARTITION}: the oldest unread message has used ${measured('humanizePercentage')} of the time that it is kept`,
    sql: ofPartitions(sql`if(status = 'LOST', 1, used)`),
  },
];
