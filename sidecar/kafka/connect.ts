import { type Admin, Kafka, type KafkaConfig, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';

import { version } from '../../package.json';
import { type Config } from '../config';
import { isOfKafka, kafkaProblem } from './problem';

export type KafkaSettings = Pick<
  Config,
  'kafkaBrokers' | 'kafkaSecurityProtocol' | 'kafkaSaslMechanism' | 'kafkaUsername' | 'kafkaPassword'
>;

/** For one connection attempt; kafkajs's own second is short for a broker that is starting. Milliseconds. */
const CONNECTION_TIMEOUT_MS = 5000;
/** With kafkajs's pauses about two seconds until an unreachable broker is an error. */
const RETRY: RetryOptions = { initialRetryTime: 300, retries: 3 };

/**
 * A kafkajs client. It connects at the first call and is silent: every failure comes back as an exception, and nothing
 * that kafkajs would log can show a credential.
 * @throws Error naming the setting that is missing
 */
export function connectKafka(settings: KafkaSettings, retry: RetryOptions = RETRY): Kafka {
  return new Kafka({
    clientId: `girok/${version}`,
    brokers: brokerList(settings.kafkaBrokers),
    ...security(settings),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    retry,
    logLevel: logLevel.NOTHING,
  });
}

/**
 * Connects, works, disconnects. To connect alone proves nothing (a SASL listener lets a client without SASL connect and
 * refuses its first request), so `work` should ask something.
 * @throws KafkaProblem saying what happened, where, and what to do; what `work` throws itself as it is
 */
export async function withKafkaAdmin<T>(settings: KafkaSettings, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = connectKafka(settings).admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    throw isOfKafka(error) ? kafkaProblem(error, settings) : error;
  } finally {
    // a connection that is broken already is no second problem
    await admin.disconnect().catch(() => undefined);
  }
}

/** `a:9092, b:9092` as a list. */
function brokerList(brokers: string): string[] {
  const list = brokers
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (list.length === 0) {
    throw new Error('GIROK_KAFKA_BROKERS names no broker. Give it as host:port, several with commas.');
  }
  return list;
}

function security(settings: KafkaSettings): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { kafkaSecurityProtocol: protocol } = settings;
  return {
    ssl: protocol === 'SSL' || protocol === 'SASL_SSL',
    sasl: protocol === 'SASL_PLAINTEXT' || protocol === 'SASL_SSL' ? sasl(settings) : undefined,
  };
}

/** A new object for each client: kafkajs keeps its authenticator, and so the password, in the object that it is given. */
function sasl({ kafkaSaslMechanism, kafkaUsername: username, kafkaPassword: password }: KafkaSettings): SASLOptions {
  if (password === undefined) {
    throw new Error(
      'GIROK_KAFKA_PASSWORD is not set, and the brokers ask for one.\n' +
        '  Set it, or set GIROK_KAFKA_SECURITY_PROTOCOL to PLAINTEXT or SSL.'
    );
  }
  switch (kafkaSaslMechanism) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}
