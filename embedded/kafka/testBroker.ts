import { kafkaSettings, type KafkaUser } from './users';
import { type KafkaSettings } from '../../sidecar/kafka/connect';

/** Address of the broker that jestGlobalSetup started. */
export function testBrokerAddress(): string {
  const address = process.env.GIROK_TEST_KAFKA_ADDRESS;
  if (!address) {
    throw new Error('No test broker: run this file with `npx jest --selectProjects kafka`.');
  }
  return address;
}

/** How a user reaches the test broker. */
export const asUser = (user: KafkaUser, mechanism?: KafkaSettings['kafkaSaslMechanism']): KafkaSettings =>
  kafkaSettings(testBrokerAddress(), user, mechanism);
