import { readFileSync } from 'node:fs';
import path from 'node:path';

import { askConfigured } from './askConfiguredForTest';
import { elementAt, readXml } from './readXmlForTest';
import { grantsOf } from './usersForTest';

const FILE = path.join(__dirname, 'users.d/girok.xml');

/** As the config.xml that comes with a server has them. An engine without that file has others: `system` is open in it. */
const SERVER_DEFAULTS = `<access_control_improvements>
  <users_without_row_policies_can_read_rows>true</users_without_row_policies_can_read_rows>
  <on_cluster_queries_require_cluster_grant>true</on_cluster_queries_require_cluster_grant>
  <select_from_system_db_requires_grant>true</select_from_system_db_requires_grant>
  <select_from_information_schema_requires_grant>true</select_from_information_schema_requires_grant>
  <settings_constraints_replace_previous>true</settings_constraints_replace_previous>
  <table_engines_require_grant>false</table_engines_require_grant>
</access_control_improvements>`;

interface More {
  /** In place of those of the file. */
  rights?: readonly string[];
  /** As askConfigured. */
  prepared?: readonly string[];
}

/**
 * Asks an engine of its own as a user of users.d/girok.xml: it has the file's profiles and quotas as they are, and the only
 * user it can have, `default`, has the profile, the quota and the rights of that one.
 * @returns as askConfigured
 */
export function askAs(
  user: string,
  statements: readonly string[],
  { rights = grantsOf(user), prepared }: More = {}
): string[] {
  const xml = readFileSync(FILE, 'utf8');
  const [profile, quota] = ['profile', 'quota'].map((name) => elementAt(readXml(FILE), 'users', user, name).text);
  const settings = xml.slice(xml.indexOf('<profiles>'), xml.indexOf('</quotas>'));
  const grants = rights.map((grant) => `<query>${grant}</query>`).join('');
  return askConfigured(
    {
      'config.xml': `<clickhouse><users_config>users.xml</users_config>${SERVER_DEFAULTS}</clickhouse>`,
      'users.xml': `<clickhouse>${settings}<default/></quotas>
        <users><default><password></password><networks><ip>::/0</ip></networks><profile>${profile}</profile>
        <quota>${quota}</quota><grants>${grants}</grants></default></users></clickhouse>`,
    },
    statements,
    { prepared }
  );
}
