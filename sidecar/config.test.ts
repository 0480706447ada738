import { environmentName, migrationVariables, readConfig } from './config';

test('options stand over the environment, the environment over defaults', () => {
  const config = readConfig(
    { GIROK_DATABASE: 'from_env', GIROK_LOGS_RETENTION: '3 YEAR' },
    { database: 'from_option' }
  );
  expect(config).toMatchObject({
    database: 'from_option',
    logsRetention: '3 YEAR',
    tracesRetention: '90 DAY',
    kafkaTopic: 'otel-telemetry',
    kafkaSaslMechanism: 'SCRAM-SHA-256',
  });
});

test('each wrong setting is named', () => {
  expect(() => readConfig({ GIROK_CLICKHOUSE_URL: 'nowhere', GIROK_KAFKA_CONSUMERS: '0' })).toThrow(
    /GIROK_CLICKHOUSE_URL[\s\S]*GIROK_KAFKA_CONSUMERS/
  );
});

test.each([
  'no-address/secret',
  'ftp://example.org/secret',
  'https://user:secret@example.org',
  'https://:secret@example.org',
])('a webhook that cannot be one is named, and what it says is not: %s', (url) => {
  const read = () => readConfig({ GIROK_REVIEW_WEBHOOK: url });
  expect(read).toThrow(/^The configuration is not usable:\n {2}GIROK_REVIEW_WEBHOOK: /);
  expect(read).not.toThrow(/secret/);
});

test('template variables have the names of the settings', () => {
  expect(migrationVariables(readConfig({ GIROK_KAFKA_PASSWORD: 'p' }))).toMatchObject({
    kafka_topic: 'otel-telemetry',
    kafka_password: 'p',
    logs_retention: '7 YEAR',
  });
});

test('a period is taken in its short and its long form', () => {
  const config = readConfig({
    GIROK_LOGS_RETENTION: '6mo',
    GIROK_TRACES_RETENTION: '2w',
    GIROK_METRICS_RETENTION: '90 days',
  });
  expect(config).toMatchObject({ logsRetention: '6 MONTH', tracesRetention: '2 WEEK', metricsRetention: '90 DAY' });
  expect(() => readConfig({ GIROK_LOGS_RETENTION: '60y' })).toThrow(
    /GIROK_LOGS_RETENTION: must be a period of at most 50 years/
  );
});

test('a listener without SASL asks for no password', () => {
  expect(migrationVariables(readConfig({ GIROK_KAFKA_SECURITY_PROTOCOL: 'SSL' }))).toMatchObject({
    kafka_password: '',
  });
  expect(migrationVariables(readConfig({}))).not.toHaveProperty('kafka_password');
});

test('what was read can be written down as text and read again', () => {
  const config = readConfig({ GIROK_COMPLIANCE_AUDITORS: 'login:olga,email:@example.org', GIROK_KAFKA_PASSWORD: 'p' });
  const text = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [environmentName(key), String(value)]);
  expect(readConfig(Object.fromEntries(text))).toEqual(config);
});
