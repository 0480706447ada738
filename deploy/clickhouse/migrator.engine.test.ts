import { askAs } from './askAsForTest';
import { migrationStatements } from './migrationStatementsForTest';
import { grantsOf } from './usersForTest';
import { readConfig } from '../../sidecar/config';
import { neededGrants } from '../../sidecar/doctor/clickhouse/grants';

let statements: string[];
beforeAll(async () => {
  statements = await migrationStatements('kafka');
});

/** What the engine answers to somebody with these rights when it does not do what it is told. */
const refusedOf = (rights: readonly string[]) => {
  const answers = askAs('migrator', statements, { rights });
  return statements.flatMap((statement, at) =>
    answers[at] === '' ? [] : [`${answers[at]}: ${statement.split('\n')[0]}`]
  );
};

const [WRITE, TABLE_ENGINE] = ['GRANT WRITE ON KAFKA', 'GRANT TABLE ENGINE ON Kafka'];
const refusedQueue = expect.stringMatching(/^ACCESS_DENIED: CREATE TABLE IF NOT EXISTS `otel`.audit_\w+_queue/);

test('the migrator may do all that migrations with queues of Kafka do', () => {
  expect(statements.length).toBeGreaterThan(60);
  expect(statements.filter((statement) => statement.includes('ENGINE = Kafka('))).toHaveLength(3);
  const rights = grantsOf('migrator');
  expect(refusedOf(rights)).toEqual([]);
  expect(refusedOf(rights.filter((right) => right !== WRITE))).toEqual([]);
  const neither = rights.filter((right) => right !== WRITE && right !== TABLE_ENGINE);
  expect(refusedOf(neither)).toEqual(Array(3).fill(refusedQueue));
});

const asked = neededGrants(readConfig({ GIROK_KAFKA_PASSWORD: 'x' })).map(
  ({ privilege, on }) => `${privilege} ON ${on}`
);

test('what `girok doctor` asks for is enough for migrations, and the migrator has it', () => {
  expect(refusedOf(asked.map((right) => `GRANT ${right}`))).toEqual([]);
  const answers = askAs(
    'migrator',
    asked.map((right) => `CHECK GRANT ${right}`)
  );
  expect(asked.filter((_, at) => answers[at] !== '1')).toEqual([]);
});
