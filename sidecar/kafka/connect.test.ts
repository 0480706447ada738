import { readConfig } from '../config';
import { connectKafka } from './connect';

const config = (environment: NodeJS.ProcessEnv) => readConfig({ GIROK_KAFKA_PASSWORD: 'x', ...environment });

test.each([
  ['no password', { GIROK_KAFKA_PASSWORD: undefined }, /GIROK_KAFKA_PASSWORD is not set/],
  ['no broker', { GIROK_KAFKA_BROKERS: ' , ' }, /GIROK_KAFKA_BROKERS names no broker/],
])('refused with the name of the setting: %s', (_, environment, message) =>
  expect(() => connectKafka(config(environment))).toThrow(message)
);

test.each(['PLAINTEXT', 'SSL'])('%s needs no password', (protocol) =>
  expect(() =>
    connectKafka(config({ GIROK_KAFKA_SECURITY_PROTOCOL: protocol, GIROK_KAFKA_PASSWORD: undefined }))
  ).not.toThrow()
);
