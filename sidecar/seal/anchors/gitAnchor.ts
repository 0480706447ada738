import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { type Anchor, readAnchorLines } from './anchor';

const run = promisify(execFile);
const FILE = 'girok-seals.jsonl';
const TIMEOUT_MS = 60_000;

/**
 * A git repository: each head is a line and a commit, pushed when there is a remote. Protect the branch there against
 * force pushes, and give girok no right to change that.
 * @param folder a working copy whose branch is checked out
 */
export function gitAnchor(folder: string): Anchor {
  const git = async (...args: string[]): Promise<string> => {
    try {
      const { stdout } = await run('git', ['-C', folder, ...args], { timeout: TIMEOUT_MS });
      return stdout.trim();
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      throw new Error(`git ${args[0]} in ${folder} failed: ${(stderr ?? '').trim() || message}`);
    }
  };
  const remoteOf = async () => (await git('remote')).split('\n')[0];

  return {
    kind: 'git',
    target: folder,
    async keep(line) {
      const remote = await remoteOf();
      if (remote !== '' && (await git('ls-remote', '--heads', remote)) !== '') {
        await git('pull', '--ff-only', remote);
      }
      await appendFile(path.join(folder, FILE), JSON.stringify(line) + '\n');
      await git('add', '--', FILE);
      await git(
        '-c',
        'user.name=girok',
        '-c',
        'user.email=girok@localhost',
        'commit',
        '--quiet',
        '--message',
        `Seal ${line.seq} ${line.hash}`,
        '--',
        FILE
      );
      if (remote !== '') {
        await git('push', '--quiet', remote, 'HEAD');
      }
      return git('rev-parse', 'HEAD');
    },
    async read() {
      const remote = await remoteOf();
      if (remote !== '') {
        // what the remote has counts, not what lies here
        await git('fetch', '--quiet', remote, 'HEAD');
        return readAnchorLines(await git('show', `FETCH_HEAD:${FILE}`), `${remote} of ${folder}`);
      }
      return readAnchorLines(await git('show', `HEAD:${FILE}`), folder);
    },
  };
}
