import { type ClickHouseClient } from '@clickhouse/client';

import { type SteadyProducer } from './steadyProducer';
import { SIGNALS, type Signal } from '../embedded/kafka/pipeline';

/** What the tables hold of a signal against what the broker acknowledged. Counts of records. */
export interface Account {
  acknowledged: number;
  /** Read with FINAL, as the pages do. */
  stored: number;
  /** Acknowledged and not stored. */
  lost: string[];
  /** Stored more than once with FINAL. */
  twice: string[];
  /** Stored, but never sent. */
  strange: string[];
  /** Rows that a second delivery stored again, and that FINAL leaves out. */
  redelivered: number;
}

const ID: Record<Signal, string> = {
  logs: "LogAttributes['audit.record.id']",
  traces: 'SpanId',
  metrics: "Attributes['audit.record.id']",
};

/** At most this many ids of each kind, so that a failure can be read. */
const SHOWN = 5;

/** The account of each signal. */
export async function accounts(client: ClickHouseClient, producer: SteadyProducer): Promise<Record<Signal, Account>> {
  const entries = await Promise.all(
    SIGNALS.map(async (signal) => [signal, await account(client, signal, producer)] as const)
  );
  return Object.fromEntries(entries) as Record<Signal, Account>;
}

async function account(client: ClickHouseClient, signal: Signal, producer: SteadyProducer): Promise<Account> {
  const acknowledged = producer.acknowledged[signal];
  const uncertain = producer.uncertain[signal];
  const stored = await storedIds(client, signal);
  const rows = await count(client, `otel_audit_${signal}`);
  const rowsOnce = await count(client, `otel_audit_${signal} FINAL`);
  return {
    acknowledged: acknowledged.size,
    stored: rowsOnce,
    lost: [...acknowledged].filter((id) => !stored.has(id)).slice(0, SHOWN),
    twice: [...stored]
      .filter(([, times]) => times > 1)
      .map(([id]) => id)
      .slice(0, SHOWN),
    strange: [...stored.keys()].filter((id) => !acknowledged.has(id) && !uncertain.has(id)).slice(0, SHOWN),
    redelivered: rows - rowsOnce,
  };
}

/** How often each record is stored, read with FINAL. */
async function storedIds(client: ClickHouseClient, signal: Signal): Promise<Map<string, number>> {
  const result = await client.query({
    query: `SELECT ${ID[signal]} AS id, toUInt32(count()) AS times FROM otel_audit_${signal} FINAL GROUP BY id`,
    format: 'JSONEachRow',
  });
  return new Map((await result.json<{ id: string; times: number }>()).map(({ id, times }) => [id, times]));
}

async function count(client: ClickHouseClient, table: string): Promise<number> {
  const result = await client.query({ query: `SELECT toUInt32(count()) AS n FROM ${table}`, format: 'JSONEachRow' });
  return (await result.json<{ n: number }>())[0].n;
}
