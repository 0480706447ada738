import { type KafkaSettings } from '../../sidecar/kafka/connect';

/**
 * Users of the test broker and what they may do (acls.ts). A quote and a semicolon, because a password passes through
 * SQL and through Kafka's own configuration language.
 */
export const KAFKA_USERS = {
  /** Super user; the broker itself, too. */
  admin: 'admin-password',
  /** As girok and its Kafka queues: reads the topics and its groups' offsets. */
  girok: "girok's-password;",
  /** As the Collector: writes to the topics. */
  producer: 'producer-password',
  /** Knows its password and may do nothing. */
  stranger: 'stranger-password',
} as const;

export type KafkaUser = keyof typeof KAFKA_USERS;

/** The part of girok's configuration with which a user reaches the test broker at `address`. */
export function kafkaSettings(
  address: string,
  user: KafkaUser,
  kafkaSaslMechanism: KafkaSettings['kafkaSaslMechanism'] = 'SCRAM-SHA-256'
): KafkaSettings {
  return {
    kafkaBrokers: address,
    kafkaSecurityProtocol: 'SASL_PLAINTEXT',
    kafkaSaslMechanism,
    kafkaUsername: user,
    kafkaPassword: KAFKA_USERS[user],
  };
}
