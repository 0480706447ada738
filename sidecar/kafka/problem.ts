import { type Config } from '../config';

export type KafkaProblemKind =
  | 'unreachable'
  | 'authentication'
  | 'authorization'
  | 'unknown topic'
  | 'no coordinator'
  | 'other';

/** Where and as whom Kafka was asked; never the password. */
type Asked = Pick<Config, 'kafkaBrokers' | 'kafkaSecurityProtocol' | 'kafkaSaslMechanism' | 'kafkaUsername'>;

/** What a broker or the way to it refused, in words of girok's own settings. */
export class KafkaProblem extends Error {
  readonly name = 'KafkaProblem';

  constructor(
    readonly kind: KafkaProblemKind,
    message: string,
    cause: unknown
  ) {
    super(message, { cause });
  }
}

/** Whether kafkajs made this error. */
export const isOfKafka = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS');

/** Classifies an error of kafkajs, which wraps the reason in one or more "retries exceeded". */
export function kafkaProblem(error: unknown, asked: Asked): KafkaProblem {
  if (error instanceof KafkaProblem) {
    return error;
  }
  const reasons = chain(error);
  const kind = reasons.map(kindOf).find((found) => found !== 'other') ?? 'other';
  const said = reasons.at(-1)?.message ?? String(error);
  return new KafkaProblem(kind, text(kind, said, asked), error);
}

function text(kind: KafkaProblemKind, said: string, asked: Asked): string {
  const at = `Kafka at ${asked.kafkaBrokers}`;
  const user = `user "${asked.kafkaUsername}"`;
  switch (kind) {
    case 'unreachable':
      return (
        `${at} does not answer: ${said}.\n` +
        `  Check GIROK_KAFKA_BROKERS, and whether that listener speaks ${asked.kafkaSecurityProtocol} (GIROK_KAFKA_SECURITY_PROTOCOL).`
      );
    case 'authentication':
      return (
        `${at} refused ${user} with ${asked.kafkaSaslMechanism}: ${said}.\n` +
        '  Check GIROK_KAFKA_USERNAME, GIROK_KAFKA_PASSWORD and GIROK_KAFKA_SASL_MECHANISM.'
      );
    case 'authorization':
      return (
        `${at} does not let ${user} do this: ${said}.\n` +
        '  Grant it READ and DESCRIBE on the topic and on the consumer groups of the queues.'
      );
    case 'unknown topic':
      return `${at} has no such topic, or hides it from ${user}: ${said}.\n  Check GIROK_KAFKA_TOPIC, or create the topic.`;
    case 'no coordinator':
      // kafkajs keeps the reason to itself
      return (
        `${at} shows ${user} no coordinator of the consumer group: ${said}\n` +
        '  Grant it DESCRIBE on the group (READ, to move its offsets). If it has that, the broker is just starting: try again.'
      );
    case 'other':
      return `${at} failed: ${said}.`;
  }
}

const UNREACHABLE = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
];

function kindOf({ name, type = '' }: Reason): KafkaProblemKind {
  if (name === 'KafkaJSSASLAuthenticationError' || /SASL/.test(type)) {
    return 'authentication';
  }
  if (type.endsWith('_AUTHORIZATION_FAILED')) {
    return 'authorization';
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return 'unknown topic';
  }
  if (name === 'KafkaJSGroupCoordinatorNotFound') {
    return 'no coordinator';
  }
  return UNREACHABLE.includes(name) ? 'unreachable' : 'other';
}

interface Reason {
  name: string;
  /** Kafka's name of the error, such as TOPIC_AUTHORIZATION_FAILED. */
  type?: string;
  message: string;
}

/** The error and what caused it, outermost first. */
function chain(error: unknown): Reason[] {
  const reasons: Reason[] = [];
  for (let one = error; one instanceof Error && reasons.length < 10; one = one.cause) {
    reasons.push({ name: one.name, type: 'type' in one ? String(one.type) : undefined, message: one.message });
  }
  return reasons;
}
