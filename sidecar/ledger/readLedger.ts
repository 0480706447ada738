import { type ClickHouseClient } from '@clickhouse/client';

import {
  ledgerGaps,
  ledgerOfPartitions,
  ledgerOfSources,
  ledgerStarts,
  type LedgerSource,
  type PartitionStart,
} from '../../queries/ledger/ledger';
import { type Sql } from '../../queries/sql';
import { type Config, topicsOf } from '../config';
import { type PartitionRecord } from './judge';
import { withKafkaAdmin } from '../kafka/connect';
import { committedOffsets } from '../kafka/offsets';

/** Gaps that are listed of one partition. */
const GAPS_SHOWN = 20;

interface SourceRow {
  topic: string;
  partition: number;
  source: LedgerSource;
  messages: number;
  rows: number;
  rows_once: number;
}

interface PartitionRow extends PartitionStart {
  messages: number;
  first: number;
  last: number;
}

/**
 * What the tables have of every topic and partition of which a row was stored in the last hours. Reads the provenance
 * columns of that window only.
 */
export async function readLedger(
  client: ClickHouseClient,
  database: string,
  hours: number
): Promise<PartitionRecord[]> {
  const starts = await ask<PartitionStart>(client, ledgerStarts(database, hours));
  if (starts.length === 0) {
    return [];
  }
  const partitions = await ask<PartitionRow>(client, ledgerOfPartitions(database, hours, starts));
  const bySource = await ask<SourceRow>(client, ledgerOfSources(database, hours, starts));
  return Promise.all(
    partitions.map(async ({ topic, partition, messages, first, last }) => ({
      topic,
      partition,
      first,
      last,
      messages,
      gaps:
        messages === last - first + 1
          ? []
          : await ask<{ from: number; to: number }>(
              client,
              ledgerGaps(database, hours, { topic, partition, from: first }, GAPS_SHOWN)
            ),
      sources: bySource
        .filter((row) => row.topic === topic && row.partition === partition)
        .map(({ source, messages, rows, rows_once }) => ({ source, messages, rows, rowsTwice: rows - rows_once })),
    }))
  );
}

/** The records with what the groups have committed. @throws KafkaProblem when the broker cannot be asked */
export async function withCommitted(config: Config, records: PartitionRecord[]): Promise<PartitionRecord[]> {
  const groups = groupsOfTopics(config);
  const topics = [...new Set(records.map(({ topic }) => topic))].filter((topic) => groups.has(topic));
  const committed = await withKafkaAdmin(config, async (admin) => {
    const found = new Map<string, number | null>();
    for (const topic of topics) {
      for (const group of groups.get(topic) ?? []) {
        for (const { partition, committed } of await committedOffsets(admin, group, topic)) {
          const key = `${topic}/${partition}`;
          const before = found.get(key);
          found.set(key, before === null || committed === null ? null : Math.min(before ?? committed, committed));
        }
      }
    }
    return found;
  });
  return records.map((record) => ({ ...record, committed: committed.get(`${record.topic}/${record.partition}`) }));
}

/** Which groups read a topic: with one topic for all signals, all three. */
function groupsOfTopics(config: Config): Map<string, string[]> {
  const topics = topicsOf(config);
  const groups = { logs: config.kafkaLogsGroup, traces: config.kafkaTracesGroup, metrics: config.kafkaMetricsGroup };
  const found = new Map<string, string[]>();
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    found.set(topics[signal], [...(found.get(topics[signal]) ?? []), groups[signal]]);
  }
  return found;
}

async function ask<T>(client: ClickHouseClient, query: Sql): Promise<T[]> {
  const result = await client.query({
    query: query.text,
    format: 'JSONEachRow',
    // offsets are exact in a double up to 2^53 (kafka/offsets.ts refuses larger ones)
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}
