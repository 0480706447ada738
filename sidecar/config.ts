import { z } from 'zod';

import { complianceSchema } from './compliance/complianceSchema';
import { formatPeriod, parsePeriod, PERIOD_FORM } from './migrate/period';
import { type Variables } from './migrate/variables';
import { sealSchema } from './seal/sealSchema';
import { serveSchema } from './server/serveSchema';

const period = z.string().transform((text, context) => {
  const parsed = parsePeriod(text);
  if (!parsed) {
    context.addIssue({ code: 'custom', message: `must be ${PERIOD_FORM}, but is "${text}"` });
    return z.NEVER;
  }
  return formatPeriod(parsed);
});

/** Everything that `girok` is told from outside. Environment variables carry the same names in upper case with GIROK_. */
export const configSchema = z.object({
  clickhouseUrl: z.url().default('http://127.0.0.1:8123'),
  clickhouseUser: z.string().default('default'),
  clickhousePassword: z.string().default(''),
  database: z.string().default('otel'),
  /** Name of a cluster in ClickHouse's configuration: statements then wait for all of its servers. Default: one server. */
  cluster: z.string().optional(),
  /** kafka: the queues read Kafka. null: they take what the embedded receiver inserts. */
  queues: z.enum(['kafka', 'null']).default('kafka'),
  logsRetention: period.default('7 YEAR'),
  tracesRetention: period.default('90 DAY'),
  metricsRetention: period.default('1 YEAR'),
  deadLettersRetention: period.default('30 DAY'),
  catalogueRetention: period.default('1 YEAR'),
  lagRetention: period.default('30 DAY'),
  kafkaBrokers: z.string().default('redpanda:9093'),
  /** otlp_json: one topic for all signals. otlp_proto: a topic for each, because the three requests look alike on the wire. */
  kafkaFormat: z.enum(['otlp_json', 'otlp_proto']).default('otlp_json'),
  kafkaTopic: z.string().default('otel-telemetry'),
  /** Topic of one signal. Default: `kafkaTopic`, with otlp_proto `<kafkaTopic>-logs` and so on. */
  kafkaLogsTopic: z.string().optional(),
  kafkaTracesTopic: z.string().optional(),
  kafkaMetricsTopic: z.string().optional(),
  kafkaCollection: z.string().default('girok_kafka'),
  kafkaSecurityProtocol: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']).default('SASL_PLAINTEXT'),
  kafkaSaslMechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-256'),
  kafkaUsername: z.string().default('girok'),
  kafkaPassword: z.string().optional(),
  /** Who writes to the topic, for the smoke messages of the doctor. Default: the user of the queues. */
  kafkaProducerUsername: z.string().optional(),
  kafkaProducerPassword: z.string().optional(),
  kafkaLogsGroup: z.string().default('girok-logs'),
  kafkaTracesGroup: z.string().default('girok-traces'),
  kafkaMetricsGroup: z.string().default('girok-metrics'),
  /** Consumers of each queue: at most as many as the topic has partitions. */
  kafkaConsumers: z.coerce.number().int().min(1).max(64).default(1),
  /** Messages in one block: more is faster and takes more memory. */
  kafkaBlockMessages: z.coerce.number().int().min(1).max(65_536).default(1000),
  /** Longest that a message waits for its block to fill. Milliseconds. */
  kafkaFlushMs: z.coerce.number().int().min(100).max(60_000).default(5000),
  /** Longest wait of one poll for messages. Milliseconds. */
  kafkaPollMs: z.coerce.number().int().min(10).max(5000).default(100),
  /** After this long without a heartbeat a killed consumer has left its group. Milliseconds. */
  kafkaSessionTimeoutMs: z.coerce.number().int().min(1000).max(300_000).default(6000),
  /** How often system.kafka_consumers gets the library's statistics; 0 is never. Milliseconds. */
  kafkaStatisticsMs: z.coerce.number().int().min(0).max(600_000).default(3000),
  ...serveSchema.shape,
  ...sealSchema.shape,
  ...complianceSchema.shape,
});

export type Config = z.infer<typeof configSchema>;

/** `clickhouseUrl` to `GIROK_CLICKHOUSE_URL`. */
export const environmentName = (key: string) => 'GIROK_' + snakeCase(key).toUpperCase();

const snakeCase = (key: string) => key.replace(/[A-Z]/g, (c) => '_' + c.toLowerCase());

/**
 * Configuration from command-line options over environment variables over defaults.
 * @throws Error with one line per wrong setting, naming its environment variable
 */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  options: Partial<Record<keyof Config, unknown>> = {}
): Config {
  const given = Object.fromEntries(
    Object.keys(configSchema.shape).map((key) => [
      key,
      options[key as keyof Config] ?? environment[environmentName(key)],
    ])
  );
  const parsed = configSchema.safeParse(given);
  if (parsed.success) {
    return parsed.data;
  }
  const lines = parsed.error.issues.map((issue) => `  ${environmentName(String(issue.path[0]))}: ${issue.message}`);
  throw new Error(`The configuration is not usable:\n${lines.join('\n')}`);
}

/** Topic that the queue of each signal reads. */
export function topicsOf(config: Config): Record<'logs' | 'traces' | 'metrics', string> {
  const suffix = (signal: string) => (config.kafkaFormat === 'otlp_proto' ? `-${signal}` : '');
  return {
    logs: config.kafkaLogsTopic ?? config.kafkaTopic + suffix('logs'),
    traces: config.kafkaTracesTopic ?? config.kafkaTopic + suffix('traces'),
    metrics: config.kafkaMetricsTopic ?? config.kafkaTopic + suffix('metrics'),
  };
}

/** Settings that say nothing about tables. */
const OF_OTHER_COMMANDS = [serveSchema, sealSchema, complianceSchema];

/** The configuration as the variables of the migration templates: `kafkaTopic` is `{{kafka_topic:String}}`. */
export function migrationVariables(config: Config): Variables {
  const topics = topicsOf(config);
  // the receiver hands over JSON, whatever its clients send
  const messages = config.queues === 'kafka' && config.kafkaFormat === 'otlp_proto' ? 'protobuf' : 'json';
  const derived = {
    topology: config.cluster === undefined ? 'single' : 'cluster',
    messages,
    delivery: config.queues === 'null' ? 'receiver' : `kafka_${messages}`,
    kafkaLogsTopic: topics.logs,
    kafkaTracesTopic: topics.traces,
    kafkaMetricsTopic: topics.metrics,
    kafkaHeartbeatMs: Math.floor(config.kafkaSessionTimeoutMs / 4),
    kafkaThreadPerConsumer: config.kafkaConsumers > 1 ? 1 : 0,
    // a listener without SASL asks for none
    kafkaPassword: config.kafkaPassword ?? (config.kafkaSecurityProtocol.startsWith('SASL') ? undefined : ''),
  };
  return Object.fromEntries(
    Object.entries({ ...config, ...derived })
      .filter(([key]) => !OF_OTHER_COMMANDS.some(({ shape }) => key in shape))
      .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
      .map(([key, value]) => [snakeCase(key), value])
  );
}
