import { spawnSync } from 'node:child_process';

import { runGirok } from './runGirok';

let script: string;
beforeAll(async () => {
  script = (await runGirok(['completion', 'bash'], {})).stdout;
});

/** What bash offers for `line` when Tab is pressed at its end. */
function offered(line: string): string[] {
  const words = line.split(' ');
  const press = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _girok; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${script}\n${press}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter(Boolean);
}

test('Tab completes commands, commands of commands, and options', () => {
  expect(offered('girok mig')).toEqual(['migrate']);
  expect(offered('girok migrate ')).toEqual(expect.arrayContaining(['plan', 'up', 'status', 'verify', '--help']));
  expect(offered('girok migrate --json pl')).toEqual(['plan']);
  expect(offered('girok dead-letters list --li')).toEqual(['--limit']);
  expect(offered('girok evidence verify some-file')).toEqual([]);
});

test('another shell is refused with those that there are', async () => {
  const { code, stderr } = await runGirok(['completion', 'powershell'], {});
  expect(code).not.toBe(0);
  expect(stderr).toContain('Allowed choices are bash, zsh');
});
