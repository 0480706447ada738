import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';

import { type Config } from '../../config';
import { check } from '../check';
import { failure, ok, skipped, type Verdict } from '../verdict';
import { count } from '../words';

export interface Grant {
  privilege: string;
  /** As behind ON. */
  on: string;
}

export interface GrantFacts {
  user: string;
  missing: Grant[];
  granted: number;
  /** Privileges that this version does not know, or that it cannot be asked about. */
  unknown: number;
}

/** Statements for all servers, tables that reach over them, and what is asked of all (`clusterAllReplicas`). */
const IN_CLUSTER: Grant[] = [
  { privilege: 'CLUSTER', on: '*.*' },
  { privilege: 'TABLE ENGINE', on: 'Distributed' },
  { privilege: 'READ', on: 'REMOTE' },
  { privilege: 'CREATE TEMPORARY TABLE', on: '*.*' },
];

/** What `girok migrate` and `girok doctor` do with ClickHouse. */
export function neededGrants(config: Config): Grant[] {
  const inDatabase = [
    'SELECT',
    'INSERT',
    'CREATE DATABASE',
    'CREATE TABLE',
    'CREATE VIEW',
    'DROP TABLE',
    'DROP VIEW',
    'ALTER TABLE',
    'ALTER VIEW',
  ];
  const ofCollection = [
    'CREATE NAMED COLLECTION',
    'ALTER NAMED COLLECTION',
    'SHOW NAMED COLLECTIONS',
    'NAMED COLLECTION',
  ];
  return [
    ...inDatabase.map((privilege) => ({ privilege, on: `${config.database}.*` })),
    { privilege: 'SELECT', on: 'system.*' },
    ...(config.queues === 'kafka'
      ? [
          ...ofCollection.map((privilege) => ({ privilege, on: config.kafkaCollection })),
          { privilege: 'READ', on: 'KAFKA' },
          // to make a table: ClickHouse 26.7 asks for one of these two, older versions for READ and WRITE
          { privilege: 'WRITE', on: 'KAFKA' },
          { privilege: 'TABLE ENGINE', on: 'Kafka' },
        ]
      : []),
    ...(config.cluster === undefined ? [] : IN_CLUSTER),
  ];
}

export function judgeGrants({ user, missing, granted, unknown }: GrantFacts): Verdict[] {
  if (granted === 0 && missing.length === 0) {
    return [skipped(`this version of ClickHouse does not say what ${user} may do (CHECK GRANT)`)];
  }
  if (missing.length === 0) {
    const aside = unknown === 0 ? '' : ` (${unknown} could not be asked about)`;
    return [ok(`${user} has the ${count(granted, 'grant')} that girok needs${aside}`)];
  }
  const grants = missing.map(({ privilege, on }) => `GRANT ${privilege} ON ${on} TO ${user};`);
  const needsControl = missing.some(({ privilege }) => privilege.includes('NAMED COLLECTION'));
  const control =
    'If ClickHouse refuses to grant named collections: set <named_collection_control>1</named_collection_control> for the ' +
    'administrator in users.xml.';
  return [
    failure(
      `${user} lacks ${count(missing.length, 'grant')} that girok needs`,
      [...grants, ...(needsControl ? [control] : [])].join('\n')
    ),
  ];
}

export const grants = check<GrantFacts>({
  area: 'ClickHouse',
  name: 'grants',
  needs: ['ClickHouse'],
  probe: async ({ client, config }) => {
    const facts: GrantFacts = { user: config.clickhouseUser, missing: [], granted: 0, unknown: 0 };
    for (const grant of neededGrants(config)) {
      const has = await hasGrant(client, grant);
      if (has === undefined) {
        facts.unknown++;
      } else if (has) {
        facts.granted++;
      } else {
        facts.missing.push(grant);
      }
    }
    return facts;
  },
  judge: judgeGrants,
});

const SYNTAX_ERROR = '62';

/** CHECK GRANT takes no FORMAT, which the client's query() would add. */
async function hasGrant(client: ClickHouseClient, { privilege, on }: Grant): Promise<boolean | undefined> {
  try {
    const { stream } = await client.exec({ query: `CHECK GRANT ${privilege} ON ${on}` });
    let answer = '';
    for await (const chunk of stream) {
      answer += String(chunk);
    }
    return answer.trim() === '1';
  } catch (error) {
    if (error instanceof ClickHouseError && error.code === SYNTAX_ERROR) {
      return undefined;
    }
    throw error;
  }
}
