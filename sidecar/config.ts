import { z } from 'zod';

import { type Variables } from './migrate/variables';

const period = z.string().regex(/^\d{1,5} *(DAY|WEEK|MONTH|YEAR)S?$/i, 'a period such as "90 DAY" or "7 YEAR"');

/** Everything that `girok` is told from outside. Environment variables carry the same names in upper case with GIROK_. */
export const configSchema = z.object({
  clickhouseUrl: z.url().default('http://127.0.0.1:8123'),
  clickhouseUser: z.string().default('default'),
  clickhousePassword: z.string().default(''),
  database: z.string().default('otel'),
  /** kafka: the queues read Kafka. null: they take what the embedded receiver inserts. */
  queues: z.enum(['kafka', 'null']).default('kafka'),
  logsRetention: period.default('7 YEAR'),
  tracesRetention: period.default('90 DAY'),
  metricsRetention: period.default('1 YEAR'),
  deadLettersRetention: period.default('30 DAY'),
  kafkaBrokers: z.string().default('redpanda:9093'),
  kafkaTopic: z.string().default('otel-telemetry'),
  kafkaCollection: z.string().default('girok_kafka'),
  kafkaSecurityProtocol: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']).default('SASL_PLAINTEXT'),
  kafkaSaslMechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-256'),
  kafkaUsername: z.string().default('girok'),
  kafkaPassword: z.string().optional(),
  kafkaLogsGroup: z.string().default('girok-logs'),
  kafkaTracesGroup: z.string().default('girok-traces'),
  kafkaMetricsGroup: z.string().default('girok-metrics'),
  kafkaConsumers: z.coerce.number().int().min(1).max(64).default(1),
  kafkaBlockMessages: z.coerce.number().int().min(1).max(65_536).default(1000),
  kafkaFlushMs: z.coerce.number().int().min(100).max(60_000).default(5000),
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

/** The configuration as the variables of the migration templates: `kafkaTopic` is `{{kafka_topic:String}}`. */
export function migrationVariables(config: Config): Variables {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [snakeCase(key), value])
  );
}
