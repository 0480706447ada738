import { readFileSync } from 'node:fs';
import path from 'node:path';

import { askConfigured } from './askConfiguredForTest';
import { elementAt, readXml } from './readXmlForTest';
import { grantsOf } from './usersForTest';

const FILE = path.join(__dirname, 'users.d/girok.xml');

/**
 * Asks an engine of its own as a user of users.d/girok.xml: it has the file's profiles as they are, and the only user it can
 * have, `default`, has the profile and the rights of that one. Tables of `system` are open to everybody in it.
 * @returns as askConfigured
 */
export function askAs(user: string, statements: readonly string[]): string[] {
  const xml = readFileSync(FILE, 'utf8');
  const profile = elementAt(readXml(FILE), 'users', user, 'profile').text;
  const rights = grantsOf(user).map((grant) => `<query>${grant}</query>`);
  return askConfigured(
    {
      'config.xml': '<clickhouse><users_config>users.xml</users_config></clickhouse>',
      'users.xml': `<clickhouse>${xml.slice(xml.indexOf('<profiles>'), xml.indexOf('<quotas>'))}<quotas><default/></quotas>
        <users><default><password></password><networks><ip>::/0</ip></networks><profile>${profile}</profile>
        <quota>default</quota><grants>${rights.join('')}</grants></default></users></clickhouse>`,
    },
    statements
  );
}
