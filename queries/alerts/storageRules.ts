import { recentLetters } from '../deadLetters/deadLetters';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { type AlertRule } from './alertRule';
import { measured } from './measured';
import { newestPartitions } from './samples';
import { ALERT_THRESHOLDS as AT } from './thresholds';

const SIGNALS = ['logs', 'traces', 'metrics'] as const;
const MINUTE_S = 60;
/** Beyond this the age of the newest row is not told apart. */
const MOST_SECONDS = 3600;

const freshnessOf = (
  database: string,
  signal: (typeof SIGNALS)[number]
): Sql => sql`SELECT ${literal(signal)} AS signal,
    least(${literal(MOST_SECONDS)}, dateDiff('second', max(IngestTime), now64(3, 'UTC'))) AS age
  FROM ${identifier(`${database}.otel_audit_${signal}`)}
  WHERE IngestTime > now64(3, 'UTC') - INTERVAL ${literal(MOST_SECONDS)} SECOND`;

/** Signals of which the parts of the last days have rows; on a cluster the rows lie in tables named …_local. */
const inUse = (database: string): Sql => sql`(
  SELECT extract(table, '^otel_audit_(logs|traces|metrics)(?:_local)?$') AS signal FROM system.parts
  WHERE active AND database = ${literal(database)} AND modification_time > now() - INTERVAL ${literal(AT.inUseDays)} DAY
    AND signal != ''
)`;

/** Signals with unread messages. */
const waiting = (database: string): Sql =>
  sql`(SELECT signal FROM ${newestPartitions(database)} WHERE lag > 0 OR status = 'LOST')`;

/** What the tables say. */
export const STORAGE_RULES: readonly AlertRule[] = [
  {
    id: 'girok-freshness',
    title: 'Nothing new is stored',
    severity: 'critical',
    above: AT.freshnessSeconds,
    forSeconds: 300,
    noData: 'Alerting',
    identity: ['signal'],
    summary: `{{ $labels.signal }}: nothing was stored for ${measured('humanizeDuration')}, and nothing waits in Kafka`,
    // where messages wait, the rules about the consumer say why; a signal that nobody sends is not missed
    sql: (
      database
    ) => sql`SELECT signal, toFloat64(if(signal IN ${inUse(database)} AND signal NOT IN ${waiting(database)}, age, 0)) AS value
FROM (
  ${join(
    SIGNALS.map((signal) => freshnessOf(database, signal)),
    sql`\n  UNION ALL `
  )}
)
ORDER BY signal`,
  },
  {
    id: 'girok-dead-letters',
    title: 'Messages that cannot be read',
    severity: 'warning',
    above: 0,
    forSeconds: 0,
    noData: 'OK',
    identity: ['signal'],
    summary: `{{ $labels.signal }}: ${measured()} messages of the last ${AT.deadLetterMinutes} minutes became dead letters`,
    sql: (database) => sql`SELECT signal, toFloat64(sum(letters)) AS value FROM (
  SELECT arrayJoin(['logs', 'metrics', 'traces']) AS signal, 0 AS letters
  UNION ALL
  ${recentLetters(database, AT.deadLetterMinutes)}
)
GROUP BY signal
ORDER BY signal`,
  },
  {
    id: 'girok-parts',
    title: 'Too many parts',
    severity: 'warning',
    above: AT.parts,
    wellBelow: AT.parts / 2,
    forSeconds: 10 * MINUTE_S,
    noData: 'OK',
    identity: ['table'],
    summary: `{{ $labels.table }} has ${measured('humanize')} active parts in one partition: inserts will be slowed down`,
    sql: (database) => sql`SELECT table, toFloat64(max(parts)) AS value FROM (
  SELECT table, partition_id, count() AS parts
  FROM system.parts WHERE active AND database = ${literal(database)}
  GROUP BY table, partition_id
)
GROUP BY table
ORDER BY table`,
  },
];
