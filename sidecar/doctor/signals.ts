import { type Config, topicsOf } from '../config';

export type Signal = 'logs' | 'traces' | 'metrics';

export interface SignalPath {
  signal: Signal;
  topic: string;
  /** Consumer group of the queue. */
  group: string;
  queue: string;
  /** Views behind the queue: the one that stores and the one that keeps what cannot be read. */
  views: string[];
  /** Where the rows end. */
  table: string;
}

/** The way of each signal from Kafka into its table. */
export function signalsOf(config: Config): SignalPath[] {
  const groups = { logs: config.kafkaLogsGroup, traces: config.kafkaTracesGroup, metrics: config.kafkaMetricsGroup };
  const topics = topicsOf(config);
  return (['logs', 'traces', 'metrics'] as const).map((signal) => ({
    signal,
    topic: topics[signal],
    group: groups[signal],
    queue: `audit_${signal}_queue`,
    views: [`otel_audit_${signal}_mv`, `audit_${signal}_dead_letters_mv`],
    table: `otel_audit_${signal}`,
  }));
}

export const readsKafka = (config: Config) => config.queues === 'kafka';
