import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runGirok } from './runGirok';

const SHELLS = ['bash', 'zsh'] as const;
const scripts: Record<string, string> = {};
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-completion-'));
  writeFileSync(path.join(folder, 'evidence.jsonl'), '');
  await Promise.all(
    SHELLS.map(async (shell) => {
      scripts[shell] = (await runGirok(['completion', shell], {})).stdout;
    })
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words that `girok` would get after Tab at the end of `line`, and Enter, in a bash with readline. */
function completed(line: string): string[] {
  const input = `${scripts.bash}\ngirok() { printf '<%s>' "$@"; echo; }\necho begin\n${line}\t\n`;
  const { stdout } = spawnSync('bash', ['--norc', '--noprofile', '-i'], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { ...process.env, PS1: '', TERM: 'dumb', INPUTRC: '/dev/null' },
  });
  const [printed] = stdout.slice(stdout.lastIndexOf('begin')).match(/^(<[^>\n]*>)+$/m) ?? [''];
  return [...printed.matchAll(/<([^>]*)>/g)].map(([, word]) => word);
}

/** What is offered for `line` when Tab is pressed at its end: words are split as bash does. */
function offered(line: string): string[] {
  const words = line.split(/(?<=[=:])|(?=[=:])| /);
  const press = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _girok; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${scripts.bash}\n${press}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter(Boolean);
}

test.each([
  ['a command', 'girok mig', ['migrate']],
  ['a command of a command', 'girok migrate --json pl', ['migrate', '--json', 'plan']],
  ['an option', 'girok dead-letters list --li', ['dead-letters', 'list', '--limit']],
  ['after an option with a value', 'girok lag --database otel --j', ['lag', '--database', 'otel', '--json']],
  [
    'after an address',
    'girok lag --clickhouse-url http://a:8123 --j',
    ['lag', '--clickhouse-url', 'http://a:8123', '--json'],
  ],
  ['after --option=value', 'girok lag --database=otel --j', ['lag', '--database=otel', '--json']],
  ['after an argument', 'girok evidence verify f --k', ['evidence', 'verify', 'f', '--key']],
  [
    'after a value of an option of its own',
    'girok migrate up --join-timeout 5 --no-l',
    ['migrate', 'up', '--join-timeout', '5', '--no-lint'],
  ],
  [
    'after a value of an option of the command above',
    'girok migrate up --database otel --no-l',
    ['migrate', 'up', '--database', 'otel', '--no-lint'],
  ],
  ['a value that is named as a command', 'girok migrate --database plan u', ['migrate', '--database', 'plan', 'up']],
  ['an argument that is named as a command', 'girok evidence verify run --k', ['evidence', 'verify', 'run', '--key']],
  ['a shell', 'girok completion z', ['completion', 'zsh']],
  ['help', 'girok he', ['help']],
  ['a command after help', 'girok help mig', ['help', 'migrate']],
  ['help of a command', 'girok migrate he', ['migrate', 'help']],
  ['a file', 'girok evidence verify evid', ['evidence', 'verify', 'evidence.jsonl']],
  ['a file after an option', 'girok evidence verify --key evid', ['evidence', 'verify', '--key', 'evidence.jsonl']],
])('Tab in bash completes %s', (_, line, words) => expect(completed(line)).toEqual(words));

test('all that may follow is offered, and nothing else', () => {
  expect(offered('girok migrate ')).toEqual(
    expect.arrayContaining(['plan', 'up', 'status', 'verify', 'help', '--help'])
  );
  expect(offered('girok migrate up --join-timeout 5 --no')).toEqual(['--no-rehearsal', '--no-lint']);
  expect(offered('girok completion ')).toEqual(['bash', 'zsh', '--help']);
  expect(offered('girok completion bash ')).toEqual(['--help']);
  expect(offered('girok help migrate ')).toEqual([]);
  expect(offered('girok migrate repair --force ')).toEqual(['done', 'again']);
  expect(offered('girok migrate repair --force=')).toEqual(['done', 'again']);
  expect(offered('girok lag --database ')).toEqual([]);
  expect(offered('girok lag --database=')).toEqual([]);
  expect(offered('girok evidence verify some-file')).toEqual([]);
});

const HAS_ZSH = spawnSync('zsh', ['--version']).status === 0;
(HAS_ZSH ? test : test.skip)(
  HAS_ZSH ? 'zsh reads its script' : 'zsh reads its script (skipped: there is no zsh here)',
  () => {
    const read = spawnSync('zsh', ['-f', '-c', `autoload -U compinit && compinit -u\n${scripts.zsh}`], {
      encoding: 'utf8',
    });
    expect(read.stderr).toBe('');
    expect(read.status).toBe(0);
  }
);

test('another shell is refused with those that there are', async () => {
  const { code, stderr } = await runGirok(['completion', 'powershell'], {});
  expect(code).not.toBe(0);
  expect(stderr).toContain('Allowed choices are bash, zsh');
});
