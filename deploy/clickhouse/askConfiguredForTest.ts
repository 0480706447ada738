import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A process has one engine with one configuration. */
const SCRIPT = `
const { Session } = require('chdb');
const session = new Session(process.argv[1] + '/engine', { connectionArgs: ['--config-file=' + process.argv[2]] });
const answers = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map((statement) => {
  try {
    return session.query(statement, 'TSV').trim();
  } catch (error) {
    return /\\(([A-Z_]+)\\)/.exec(String(error))?.[1] ?? String(error);
  }
});
process.stdout.write(JSON.stringify(answers));
`;

interface More {
  /** What `from_env` finds. */
  env?: Readonly<Record<string, string>>;
  /** Run before by somebody who may do everything, in the same data. */
  prepared?: readonly string[];
}

/**
 * Asks an engine of its own that has a configuration.
 * @param files `config.xml` and what it names, by name
 * @throws Error when what was to be prepared was not
 * @returns for each statement what was answered, as TSV, or the name of the error
 */
export function askConfigured(
  files: Readonly<Record<'config.xml' | (string & {}), string>>,
  statements: readonly string[],
  { env = {}, prepared = [] }: More = {}
): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'girok-engine-'));
  try {
    Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
    const ask = (config: string, input: readonly string[]) => {
      const answer = execFileSync(process.execPath, ['-e', SCRIPT, folder, config], {
        cwd: folder,
        // a module is looked for beside this file
        env: { ...process.env, NODE_PATH: path.resolve(__dirname, '../../node_modules'), ...env },
        input: JSON.stringify(input),
        encoding: 'utf8',
        // what the engine logs stands in the error, if there is one
        stdio: 'pipe',
      });
      return JSON.parse(answer) as string[];
    };
    if (prepared.length > 0) {
      writeFileSync(path.join(folder, 'everything.xml'), '<clickhouse/>');
      const refused = ask('everything.xml', prepared).filter((answer) => answer !== '');
      if (refused.length > 0) {
        throw new Error(refused.join('\n'));
      }
    }
    return ask('config.xml', statements);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
