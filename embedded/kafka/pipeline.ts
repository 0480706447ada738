import { type Admin } from 'kafkajs';

import { GROUP_PREFIX, TOPIC_PREFIX } from './acls';
import { readConfig, type Config, topicsOf } from '../../sidecar/config';
import { type KafkaSettings } from '../../sidecar/kafka/connect';
import { committedOffsets, lag, topicOffsets } from '../../sidecar/kafka/offsets';
import { migrateUp } from '../../sidecar/migrate/migrateUp';

export const SIGNALS = ['logs', 'traces', 'metrics'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Names that no other pipeline of the same broker and engine has. */
export interface PipelineOptions {
  clickhouseUrl: string;
  /** Also in the names of topic, groups and named collection. */
  database: string;
  /** How the engine reaches the broker. */
  kafka: KafkaSettings;
  blockMessages?: number;
  /** What else is not as usual. */
  config?: Partial<Config>;
}

/** The configuration of girok for a pipeline of its own: short flushes, so that a test waits little. */
export function pipelineConfig({ clickhouseUrl, database, kafka, blockMessages, config }: PipelineOptions): Config {
  return readConfig(
    {},
    {
      ...kafka,
      clickhouseUrl,
      database,
      queues: 'kafka',
      kafkaTopic: TOPIC_PREFIX + database,
      kafkaCollection: `kafka_${database}`,
      kafkaLogsGroup: `${GROUP_PREFIX}${database}-logs`,
      kafkaTracesGroup: `${GROUP_PREFIX}${database}-traces`,
      kafkaMetricsGroup: `${GROUP_PREFIX}${database}-metrics`,
      kafkaBlockMessages: blockMessages ?? 1000,
      kafkaFlushMs: 200,
      ...config,
    }
  );
}

/** Everything that `girok migrate up` would create. */
export async function migrate(config: Config): Promise<void> {
  await migrateUp(config, { joinTimeoutMs: 0 });
}

/** The consumer group of each queue. */
export function groupsOf(config: Config): Record<Signal, string> {
  return { logs: config.kafkaLogsGroup, traces: config.kafkaTracesGroup, metrics: config.kafkaMetricsGroup };
}

/** Messages that each queue has still to read, as the broker counts them. */
export async function lagOf(admin: Admin, config: Config): Promise<Record<Signal, number>> {
  const entries = await Promise.all(
    SIGNALS.map(async (signal) => {
      const topic = topicsOf(config)[signal];
      const committed = await committedOffsets(admin, groupsOf(config)[signal], topic);
      return [signal, lag(await topicOffsets(admin, topic), committed)] as const;
    })
  );
  return Object.fromEntries(entries) as Record<Signal, number>;
}
