import { type ClickHouseClient } from '@clickhouse/client';

import { brokenFloors, type Floor } from './floors';
import { askRows } from '../../seal/sealStore';

/** What is known of how long audit events are kept. Times in ms since 1970. */
export interface RetentionProof {
  /** The period that the table itself has, as `7 YEAR`; null when it has none that girok has set. */
  kept: string | null;
  floors: Array<Floor & { broken: boolean }>;
  oldest: number | null;
  events: number;
  /** Months that were recorded to have expired and dropped. */
  expired: number;
  /** In sentences. */
  notes: string[];
}

const TTL = /TTL .*?toInterval(Day|Week|Month|Year)\((\d+)\)/;

/** Compares the table as it is, not the configuration, with the floors of the frameworks that count. */
export async function retentionProof(
  client: ClickHouseClient,
  database: string,
  floors: readonly Floor[]
): Promise<RetentionProof> {
  const [table] = await askRows<{ engine: string }>(
    client,
    `SELECT engine_full AS engine FROM system.tables
     WHERE database = {database:String} AND name IN ('otel_audit_logs', 'otel_audit_logs_local') AND engine != 'Distributed'`,
    { database }
  );
  const [, unit, count] = TTL.exec(table?.engine ?? '') ?? [];
  const kept = unit === undefined ? null : `${count} ${unit.toUpperCase()}`;
  const [{ oldest, events }] = await askRows<{ oldest: number; events: number }>(
    client,
    'SELECT toUnixTimestamp64Milli(toDateTime64(min(Timestamp), 3)) AS oldest, count() AS events FROM otel_audit_logs'
  );
  const [{ expired }] = await askRows<{ expired: number }>(
    client,
    "SELECT count() AS expired FROM audit_seals WHERE Kind = 'expiry'"
  );
  const broken = kept === null ? [] : brokenFloors(kept, floors).map(({ framework }) => framework);
  return {
    kept,
    floors: floors.map((floor) => ({ ...floor, broken: broken.includes(floor.framework) })),
    oldest: events === 0 ? null : oldest,
    events,
    expired,
    notes: [
      kept === null
        ? 'The table has no time after which events go, or one that girok has not set.'
        : `ClickHouse keeps audit events for ${kept.toLowerCase()}s after their time.`,
      ...(floors.length === 0
        ? ['No framework with a rule about retention counts here (GIROK_COMPLIANCE_FRAMEWORKS).']
        : []),
      'That no event was deleted before its time is what the seals say.',
    ],
  };
}
