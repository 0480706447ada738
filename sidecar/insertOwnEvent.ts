import { type ClickHouseClient } from '@clickhouse/client';
import { randomBytes } from 'node:crypto';

import { sqlTime } from './sqlTime';

/** Something that was done through girok, as it becomes an audit event itself. */
export interface OwnEvent {
  /** `otel_audit_logs`, with its database where the client has another. */
  table: string;
  scope: string;
  name: string;
  /** The event as people read it. */
  sentence: string;
  failed: boolean;
  attributes: Readonly<Record<string, string>>;
}

/**
 * Writes an audit event of girok itself straight into the table, where it is sealed like all others, and waits until it is
 * stored.
 * @throws ClickHouse's error
 */
export async function insertOwnEvent(client: ClickHouseClient, event: OwnEvent): Promise<void> {
  const now = sqlTime(Date.now());
  await client.insert({
    table: event.table,
    values: [
      {
        Timestamp: now,
        ObservedTimestamp: now,
        ServiceName: 'girok',
        EventName: event.name,
        SeverityText: event.failed ? 'WARN' : 'INFO',
        SeverityNumber: event.failed ? 13 : 9,
        Body: event.sentence,
        ScopeName: event.scope,
        ResourceAttributes: { 'service.name': 'girok' },
        LogAttributes: event.attributes,
        RecordHash: String(randomBytes(8).readBigUInt64LE()),
      },
    ],
    format: 'JSONEachRow',
    // stored, and not in a buffer, when this returns
    clickhouse_settings: { async_insert: 0, insert_distributed_sync: 1 },
  });
}
