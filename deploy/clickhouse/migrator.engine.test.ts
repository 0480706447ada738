import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { askAs } from './askAsForTest';
import { grantsOf } from './usersForTest';
import { migrationVariables, readConfig } from '../../sidecar/config';
import { neededGrants } from '../../sidecar/doctor/clickhouse/grants';
import { renderStatements } from '../../sidecar/migrate/template';

const MIGRATIONS = path.resolve(__dirname, '../../migrations');

const textOf = (file: string) => readFileSync(path.join(MIGRATIONS, file), 'utf8');
const templatesIn = (folder: string) =>
  readdirSync(path.join(MIGRATIONS, folder))
    .filter((file) => file.endsWith('.sql') && file !== 'shared.sql')
    .sort()
    .map((file) => path.join(folder, file));

/** What `girok migrate up` sends to an empty database. Nobody listens where the queues look for Kafka. */
const statements = [...templatesIn(''), ...templatesIn('queues')].flatMap((file) => {
  const variables = migrationVariables(readConfig({ GIROK_KAFKA_BROKERS: '127.0.0.1:1', GIROK_KAFKA_PASSWORD: 'x' }));
  return renderStatements(
    (file.startsWith('queues/') ? textOf('queues/shared.sql') : '') + textOf(file),
    variables
  ).map(({ sql }) => sql);
});

/** What the engine answers to somebody with these rights when it does not do what it is told. */
const refusedOf = (rights: readonly string[]) => {
  const all = ['CREATE DATABASE IF NOT EXISTS otel', ...statements];
  const answers = askAs('migrator', all, [...rights]);
  return all.flatMap((statement, at) => (answers[at] === '' ? [] : [`${answers[at]}: ${statement.split('\n')[0]}`]));
};

const TABLE_OF_KAFKA = 'GRANT TABLE ENGINE ON Kafka';
const refusedQueue = expect.stringMatching(/^ACCESS_DENIED: CREATE TABLE IF NOT EXISTS `otel`.audit_\w+_queue/);

test('the migrator may do all that migrations with queues of Kafka do', () => {
  expect(statements.length).toBeGreaterThan(60);
  expect(statements.filter((statement) => statement.includes('ENGINE = Kafka('))).toHaveLength(3);
  const rights = grantsOf('migrator');
  expect(refusedOf(rights)).toEqual([]);
  expect(refusedOf(rights.filter((right) => right !== TABLE_OF_KAFKA))).toEqual(Array(3).fill(refusedQueue));
});

const asked = neededGrants(readConfig({ GIROK_KAFKA_PASSWORD: 'x' })).map(
  ({ privilege, on }) => `${privilege} ON ${on}`
);

test('what `girok doctor` asks for is enough for it, and the migrator has it', () => {
  expect(refusedOf(asked.map((right) => `GRANT ${right}`))).toEqual([]);
  const answers = askAs(
    'migrator',
    asked.map((right) => `CHECK GRANT ${right}`)
  );
  expect(asked.filter((_, at) => answers[at] !== '1')).toEqual([]);
});
