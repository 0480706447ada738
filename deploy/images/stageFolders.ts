import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { copyOf, isIgnored, type Stage } from './dockerfile';

/** Where a stage is: what it adds to this machine's own files, and what the overlay of both needs. */
export interface StageFolder {
  added: string;
  work: string;
  root: string;
}

/** Folders of this machine that an image does not have: an empty one is seen instead. */
const HIDDEN = ['work', 'tmp', 'root', 'run'];

/** The folders of a stage below `folder`, made when they are missing. */
export function folderOf(folder: string, stage: string): StageFolder {
  const of = (part: string) => path.join(folder, stage, part);
  const made = { added: of('added'), work: of('work'), root: of('root') };
  Object.values(made).forEach((one) => mkdirSync(one, { recursive: true }));
  return made;
}

/**
 * Executes the instructions of a stage on top of this machine's own files instead of the base image's: `COPY` and `RUN`
 * as they are written, as root, each in a mount namespace of its own.
 * @param context the repository, without what .dockerignore keeps from the build
 * @param environment of `RUN`, beside the stage's `ENV`
 * @throws Error with the output of a command that fails
 */
export function executeStage(stage: Stage, folder: string, context: string, environment: NodeJS.ProcessEnv): void {
  const here = folderOf(folder, stage.name);
  let directory = '/';
  const env = { ...environment };
  for (const { name, text } of stage.instructions) {
    if (name === 'WORKDIR') {
      directory = text;
    } else if (name === 'ENV') {
      const [key, value] = text.split('=');
      env[key] = value;
    } else if (name === 'COPY') {
      const { from, sources, target } = copyOf(text);
      const source = from === undefined ? context : folderOf(folder, from).added;
      const to = path.join(here.added, path.resolve(directory, expand(target, env)));
      sources.flatMap((one) => matching(source, one)).forEach((file) => copy(file, to, target.endsWith('/')));
    } else if (name === 'RUN') {
      mkdirSync(path.join(here.added, directory), { recursive: true });
      const { status } = spawnSync(...inRoot(here, ['/bin/sh', '-c', `cd ${directory} && ${text}`], []), {
        env,
        stdio: 'inherit',
      });
      if (status !== 0) {
        throw new Error(`RUN ${text} of the stage ${stage.name} ended with ${status}.`);
      }
    }
  }
}

/**
 * A command in the root of a stage, for `spawn`.
 * @param mounts shell commands that run before, where `$ROOT` is the root
 */
export function inRoot(stage: StageFolder, command: string[], mounts: string[]): [string, string[]] {
  const script = [
    'set -e',
    `ROOT=${stage.root}`,
    `mount -t overlay overlay -o lowerdir=/,upperdir=${stage.added},workdir=${stage.work} $ROOT`,
    // what a stage has put there itself stays seen
    ...HIDDEN.filter((name) => !existsSync(path.join(stage.added, name))).map(
      (name) => `mount -t tmpfs none $ROOT/${name}`
    ),
    'mount --bind /dev $ROOT/dev',
    'mount -t proc proc $ROOT/proc',
    ...mounts,
    'exec chroot $ROOT "$@"',
  ];
  return [
    'unshare',
    ['--mount', '--fork', '--pid', '--kill-child', '/bin/sh', '-c', script.join('\n'), 'sh', ...command],
  ];
}

/** The files that `COPY . .` brings: a copy of the repository without what .dockerignore names. */
export function copyContext(repository: string, ignore: string, target: string): void {
  cpSync(repository, target, {
    recursive: true,
    filter: (file) => !isIgnored(path.relative(repository, file) || 'the repository itself', ignore),
  });
}

const expand = (text: string, env: NodeJS.ProcessEnv) => text.replace(/\$(\w+)/g, (_, name: string) => env[name] ?? '');

/** `packages/girok-*.tgz` in its folder. */
function matching(root: string, pattern: string): string[] {
  const name = path.basename(pattern);
  if (!name.includes('*')) {
    return [path.join(root, pattern)];
  }
  const folder = path.join(root, path.dirname(pattern));
  const [begin, end] = name.split('*');
  return readdirSync(folder)
    .filter((file) => file.startsWith(begin) && file.endsWith(end))
    .map((file) => path.join(folder, file));
}

/** As Docker copies: the content of a folder, a file into a folder or under a new name. */
function copy(source: string, target: string, intoFolder: boolean): void {
  const to = intoFolder ? path.join(target, path.basename(source)) : target;
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(source, to, { recursive: true, verbatimSymlinks: true });
}
