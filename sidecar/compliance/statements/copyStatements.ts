import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { identifier } from '../../../queries/sql';
import { askRows } from '../../seal/sealStore';

/** What is copied again each time, because the query log is written late. Seconds. */
const OVERLAP_S = 600;

/** How far back the first copy looks. */
const FIRST_DAYS = 30;

const AUDITED = "'(?i)otel_audit_logs|audit_seal|audit_anchors|audit_statements|compliance_'";

/**
 * Copies what ClickHouse's query log says about the audit tables, before it forgets: statements that read or changed them,
 * whoever asked. One that is copied twice is one.
 * @param log where the statements are; system.query_log but for tests
 * @returns false when this ClickHouse keeps no query log, or the user may not read it
 */
export async function copyStatements(
  client: ClickHouseClient,
  database: string,
  log = 'system.query_log'
): Promise<boolean> {
  const [{ last }] = await askRows<{ last: number }>(
    client,
    'SELECT toInt64(max(toUnixTimestamp(EventTime))) AS last FROM audit_statements'
  );
  const from = last === 0 ? `now() - INTERVAL ${FIRST_DAYS} DAY` : `toDateTime(${last - OVERLAP_S})`;
  try {
    await client.command({
      query: `
        INSERT INTO audit_statements
        SELECT event_time_microseconds, query_id, user, toString(address), log_comment, query_kind, read_rows, result_rows,
          exception_code, normalized_query_hash, query, tables, now64(3)
        FROM ${identifier(log).text}
        WHERE event_time >= ${from} AND type != 'QueryStart' AND is_initial_query
          AND (arrayExists(t -> startsWith(t, {prefix:String}) AND match(t, ${AUDITED}), tables)
            OR (query_kind NOT IN ('Select', 'Insert', 'AsyncInsertFlush') AND match(query, ${AUDITED})))
          -- its own copies and what girok asks about them say nothing
          AND NOT (query_kind = 'Insert' AND match(query, '(?i)^\\\\s*INSERT INTO audit_statements'))`,
      query_params: { prefix: `${database}.` },
    });
    return true;
  } catch (error) {
    if (error instanceof ClickHouseError && MISSING.has(error.code)) {
      return false;
    }
    throw error;
  }
}

/** UNKNOWN_TABLE, and ACCESS_DENIED. */
const MISSING = new Set(['60', '497']);
