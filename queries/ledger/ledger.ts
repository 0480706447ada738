import { identifier, join, literal, type Sql, sql } from '../sql';

/** The tables that hold what the messages of a topic became; each keeps topic, partition and offset of its message. */
export const LEDGER_TABLES = {
  logs: 'otel_audit_logs',
  traces: 'otel_audit_traces',
  metrics: 'otel_audit_metrics',
  'dead letters': 'otel_audit_dead_letters',
} as const;

export type LedgerSource = keyof typeof LEDGER_TABLES;

/** A partition of a topic, from one offset on. */
export interface PartitionStart {
  topic: string;
  partition: number;
  /** The first offset that is looked at. */
  from: number;
}

/** Rows that came over OTLP/HTTP have no offsets of a broker. */
const FROM_KAFKA = sql`_topic NOT IN ('', 'otlp-http')`;

/**
 * Signals are read by queues of their own, one of which may be behind: what belongs to the first messages of a window
 * may have been stored this much earlier than the window begins. Hours.
 */
const MARGIN_HOURS = 24;

const sources = Object.keys(LEDGER_TABLES) as LedgerSource[];
const tableOf = (database: string, source: LedgerSource) => identifier(`${database}.${LEDGER_TABLES[source]}`);
/** When a row was stored; a dead letter has the time of its message, which comes near. */
const storedAt = (source: LedgerSource) => (source === 'dead letters' ? sql`Time` : sql`IngestTime`);
const unionAll = (parts: Sql[]) => join(parts, sql`\nUNION ALL `);

/** `topic`, `partition` and the smallest offset (`from`) that was stored in the last hours. Reads the index on IngestTime. */
export function ledgerStarts(database: string, hours: number): Sql {
  const of = (source: LedgerSource) => sql`SELECT _topic AS topic, _partition AS partition, min(_offset) AS first
  FROM ${tableOf(database, source)}
  WHERE ${storedAt(source)} >= now() - INTERVAL ${literal(hours)} HOUR AND ${FROM_KAFKA} GROUP BY topic, partition`;
  return sql`SELECT topic, partition, min(first) AS \`from\` FROM (
${unionAll(sources.map(of))}
) GROUP BY topic, partition ORDER BY topic, partition`;
}

function inWindow(source: LedgerSource, hours: number, starts: readonly PartitionStart[]): Sql {
  const started = starts.map(
    ({ topic, partition, from }) =>
      sql`(_topic = ${literal(topic)} AND _partition = ${literal(partition)} AND _offset >= ${literal(from)})`
  );
  return sql`WHERE ${storedAt(source)} >= now() - INTERVAL ${literal(hours + MARGIN_HOURS)} HOUR AND (${join(started, sql` OR `)})`;
}

/**
 * One row for each topic, partition and source: `messages` (distinct offsets), `rows` and `rows_once`
 * (what FINAL counts: the difference was stored by a second delivery).
 */
export function ledgerOfSources(database: string, hours: number, starts: readonly PartitionStart[]): Sql {
  const of = (source: LedgerSource) => {
    const [table, where] = [tableOf(database, source), inWindow(source, hours, starts)];
    return sql`SELECT ${literal(source)} AS source, _topic AS topic, _partition AS partition,
    uniqExact(_offset) AS messages, count() AS rows, 0 AS rows_once
  FROM ${table} ${where} GROUP BY topic, partition
UNION ALL SELECT ${literal(source)}, _topic AS topic, _partition AS partition, 0, 0, count()
  FROM ${table} FINAL ${where} GROUP BY topic, partition`;
  };
  return sql`SELECT topic, partition, source, max(messages) AS messages, max(rows) AS rows, max(rows_once) AS rows_once FROM (
${unionAll(sources.map(of))}
) GROUP BY topic, partition, source ORDER BY topic, partition, source`;
}

/** At most `limit` runs of offsets (`from` to `to`) of one partition that are in no table, up to the last one stored. */
export function ledgerGaps(database: string, hours: number, start: PartitionStart, limit: number): Sql {
  const of = (source: LedgerSource) =>
    sql`SELECT _offset AS o FROM ${tableOf(database, source)} ${inWindow(source, hours, [start])}`;
  return sql`SELECT before + 1 AS \`from\`, o - 1 AS \`to\` FROM (
  SELECT o, lagInFrame(o, 1, o) OVER (ORDER BY o ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before
  FROM (SELECT DISTINCT o FROM (
${unionAll(sources.map(of))}
  ))
) WHERE o > before + 1
ORDER BY \`from\`
LIMIT ${literal(limit)}`;
}

/** Distinct offsets of each partition over all tables: `topic`, `partition`, `messages`, `first`, `last`. */
export function ledgerOfPartitions(database: string, hours: number, starts: readonly PartitionStart[]): Sql {
  const of = (source: LedgerSource) => sql`SELECT _topic AS topic, _partition AS partition, _offset
  FROM ${tableOf(database, source)} ${inWindow(source, hours, starts)}`;
  return sql`SELECT topic, partition, groupBitmap(_offset) AS messages, min(_offset) AS first, max(_offset) AS last FROM (
${unionAll(sources.map(of))}
) GROUP BY topic, partition ORDER BY topic, partition`;
}
