import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { grantsOf, USERS } from './usersForTest';
import { testUrl } from '../../embedded/clickhouse/testClient';
import { readConfig } from '../../sidecar/config';
import { neededGrants } from '../../sidecar/doctor/clickhouse/grants';

const XML = readFileSync(path.join(__dirname, 'users.d/girok.xml'), 'utf8');

/** Rights on a kind of source are written in two ways, and the engine prefers the older. */
const asWritten = (grant: string) => grant.replace(/(READ|WRITE) ON KAFKA/, 'KAFKA ON *.*');
const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

let client: ClickHouseClient;
beforeAll(() => (client = createClient({ url: testUrl() })));
afterAll(() => client.close());

/** What the engine understands of a statement: none when it is no SQL. */
async function parsed(statement: string): Promise<string> {
  const result = await client.query({
    query: 'SELECT formatQuerySingleLine({statement:String}) AS sql',
    query_params: { statement },
    format: 'JSONEachRow',
  });
  return (await result.json<{ sql: string }>())[0].sql;
}

test.each(USERS)('the engine understands every right of %s', async (user) => {
  const grants = grantsOf(user);
  expect(grants.length).toBeGreaterThan(3);
  for (const grant of grants) {
    expect(onOneLine(await parsed(`${grant} TO someone`))).toBe(`${asWritten(grant)} TO someone`);
  }
});

test('the migrator has what `girok migrate` and `girok doctor` need', () => {
  const needed = neededGrants(readConfig({ GIROK_KAFKA_PASSWORD: 'x' })).map(
    ({ privilege, on }) => `GRANT ${privilege} ON ${on}`
  );
  expect(grantsOf('migrator')).toEqual(expect.arrayContaining(needed));
});

test('people may read and nothing else; nobody has all rights, and nobody has no password', () => {
  expect(grantsOf('reader').filter((grant) => !/^GRANT (SELECT(\([\w, ]+\))?|SHOW TABLES) ON /.test(grant))).toEqual(
    []
  );
  expect(USERS.flatMap(grantsOf).filter((grant) => /\bALL\b|GRANT OPTION|ON \*\.\*/.test(grant))).toEqual([]);
  expect(USERS).toEqual(['migrator', 'reader', 'sidecar', 'auditor', 'collector']);
  expect(XML.match(/<password_sha256_hex from_env=/g)).toHaveLength(USERS.length);
  expect(XML).toContain('<default remove="remove"/>');
});
