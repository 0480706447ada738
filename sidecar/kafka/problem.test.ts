import { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';

import { kafkaProblem } from './problem';

const ASKED = {
  kafkaBrokers: 'a:9093,b:9093',
  kafkaSecurityProtocol: 'SASL_SSL',
  kafkaSaslMechanism: 'SCRAM-SHA-512',
  kafkaUsername: 'girok',
} as const;

/** Kafkajs makes these itself; the types of its constructors are not those of its code. */
const saslError = Object.assign(new Error('no'), { name: 'KafkaJSSASLAuthenticationError', retriable: false });
const protocolError = (type: string) =>
  Object.assign(new KafkaJSProtocolError(new Error(`said ${type}`)), { type, retriable: false });
const afterRetries = (error: Error) => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 3, retryTime: 1 });

test.each([
  ['a password', saslError, 'authentication', /refused user "girok" with SCRAM-SHA-512/],
  ['a mechanism', protocolError('UNSUPPORTED_SASL_MECHANISM'), 'authentication', /GIROK_KAFKA_SASL_MECHANISM/],
  ['a topic that is not granted', protocolError('TOPIC_AUTHORIZATION_FAILED'), 'authorization', /Grant it READ/],
  ['a group that is not granted', protocolError('GROUP_AUTHORIZATION_FAILED'), 'authorization', /said GROUP_AUTH/],
  ['behind repetitions', afterRetries(protocolError('UNKNOWN_TOPIC_OR_PARTITION')), 'unknown topic', /KAFKA_TOPIC/],
  ['something new', afterRetries(new Error('odd')), 'other', /Kafka at a:9093,b:9093 failed: odd/],
  ['no Error at all', 'odd', 'other', /failed: odd/],
])('%s', (_, error, kind, message) => {
  const problem = kafkaProblem(error, ASKED);
  expect(problem).toMatchObject({ kind, message: expect.stringMatching(message), cause: error });
  expect(kafkaProblem(problem, ASKED)).toBe(problem);
});
