import { readFileSync } from 'node:fs';
import path from 'node:path';

import { readConfig } from '../../sidecar/config';
import { neededGrants } from '../../sidecar/doctor/clickhouse/grants';
import { splitStatements } from '../../sidecar/migrate/statements';
import { askAs } from '../clickhouse/askAsForTest';

/**
 * As `girok migrate up` sends them to a cluster, but to one server: nothing tells others here. Replicated tables are refused
 * without Keeper, and what stands on them with them, but rights are asked about before that.
 */
const statements = splitStatements(
  readFileSync(path.join(__dirname, '../../migrations/golden/cluster.sql'), 'utf8')
).map((statement) => statement.replace(' ON CLUSTER telemetry', ''));
const distributed = statements.filter((statement) => statement.includes('ENGINE = Distributed('));

const rights = neededGrants(readConfig({ GIROK_CLUSTER: 'telemetry', GIROK_KAFKA_PASSWORD: 'x' })).map(
  ({ privilege, on }) => `GRANT ${privilege} ON ${on}`
);
const refusedWith = (granted: string[]) => {
  const answers = askAs('migrator', statements, { rights: granted });
  return statements.filter((_, at) => answers[at] === 'ACCESS_DENIED');
};

test('what `girok doctor` asks for in a cluster is enough for its tables', () => {
  expect(distributed.length).toBeGreaterThan(8);
  expect(refusedWith(rights)).toEqual([]);
  expect(refusedWith(rights.filter((right) => right !== 'GRANT TABLE ENGINE ON Distributed'))).toEqual(distributed);
});

test('to ask all servers, two rights are needed', () => {
  const question = ["SELECT count() FROM remote('127.0.0.1:1', system.kafka_consumers)"];
  const may = ['GRANT SELECT ON system.kafka_consumers'];
  const needed = ['GRANT READ ON REMOTE', 'GRANT CREATE TEMPORARY TABLE ON *.*'];
  expect(rights).toEqual(expect.arrayContaining(needed));
  for (const one of needed) {
    expect(askAs('sidecar', question, { rights: [...may, one] })).toEqual(['ACCESS_DENIED']);
  }
  // nobody listens there
  expect(askAs('sidecar', question, { rights: [...may, ...needed] })).toEqual(['NETWORK_ERROR']);
});
