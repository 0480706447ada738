import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { elementAt, readXml } from './readXmlForTest';
import { grantsOf } from './usersForTest';

const FILE = path.join(__dirname, 'users.d/girok.xml');

/** A process has one engine with one configuration. */
const SCRIPT = `
const { Session } = require('chdb');
const [engine, config] = process.argv.slice(1);
const session = new Session(engine, { connectionArgs: ['--config-file=' + config] });
const answers = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map((statement) => {
  try {
    return session.query(statement, 'TSV').trim();
  } catch (error) {
    return /\\(([A-Z_]+)\\)/.exec(String(error))?.[1] ?? String(error);
  }
});
process.stdout.write(JSON.stringify(answers));
`;

/**
 * Asks an engine of its own as a user of users.d/girok.xml: it has the file's profiles as they are, and the only user it can
 * have, `default`, has the profile and the rights of that one. Tables of `system` are open to everybody in it.
 * @returns for each statement what was answered, as TSV, or the name of the error
 */
export function askAs(user: string, statements: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'girok-users-'));
  try {
    const xml = readFileSync(FILE, 'utf8');
    const profile = elementAt(readXml(FILE), 'users', user, 'profile').text;
    const rights = grantsOf(user).map((grant) => `<query>${grant}</query>`);
    const [users, config] = ['users.xml', 'config.xml'].map((name) => path.join(folder, name));
    writeFileSync(
      users,
      `<clickhouse>${xml.slice(xml.indexOf('<profiles>'), xml.indexOf('<quotas>'))}<quotas><default/></quotas>
      <users><default><password></password><networks><ip>::/0</ip></networks><profile>${profile}</profile>
      <quota>default</quota><grants>${rights.join('')}</grants></default></users></clickhouse>`
    );
    writeFileSync(config, `<clickhouse><users_config>${users}</users_config></clickhouse>`);
    const answer = execFileSync(process.execPath, ['-e', SCRIPT, path.join(folder, 'engine'), config], {
      cwd: __dirname,
      input: JSON.stringify(statements),
      encoding: 'utf8',
    });
    return JSON.parse(answer) as string[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
