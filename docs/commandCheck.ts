import { type Command, CommanderError } from 'commander';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './pages';
import { HAS_COMPOSE } from '../deploy/compose/hasCompose';
import { parseStartOptions } from '../embedded/startOptions';
import { scripts } from '../package.json';
import { girokProgram } from '../sidecar/cli/program';

/** Standing for what the reader puts in: `…`, `RECORD-ID`, `FILE`. */
const PLACEHOLDER = /^…$/;
const FILE = './file';
const SOME_TIME = '2026-01-01T00:00:00Z';

/**
 * What is wrong with a command of the documentation, without doing what it says.
 * @param words the command and its arguments
 * @param isWhole false for one that a sentence mentions: `girok seal prove` need not name what it proves
 */
export function complaint(words: string[], isWhole: boolean): string | undefined {
  const [program, ...args] = words;
  switch (program) {
    case 'girok':
      return isWhole ? refusedByGirok(args) : unknownToGirok(args);
    case 'npm':
      return unknownToNpm(args);
    case 'docker':
      return refusedInContainer(args, isWhole) ?? refusedByCompose(args);
    case 'node':
      return args.filter((arg) => arg.endsWith('.ts')).find((file) => !existsSync(path.join(ROOT, file)));
    default:
      return undefined;
  }
}

/** `girok` itself reads the words; only what it would do then is left out. */
function refusedByGirok(args: string[]): string | undefined {
  const program = girokProgram(args[0]);
  withoutActions(program);
  try {
    program.parse(
      args.map((arg) => (PLACEHOLDER.test(arg) ? SOME_TIME : arg)),
      { from: 'user' }
    );
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? undefined : (error as Error).message;
  }
  return undefined;
}

function withoutActions(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) {
    command.action(() => {});
  }
  command.commands.forEach(withoutActions);
}

function unknownToGirok(args: string[]): string | undefined {
  let command: Command = girokProgram(args[0]);
  for (const arg of args) {
    if (arg.startsWith('--')) {
      const known = command.createHelp().visibleOptions(command);
      if (!known.some(({ long }) => long === arg)) {
        return `girok ${args.join(' ')}: ${command.name()} has no option ${arg}`;
      }
    } else {
      const next = command.commands.find((one) => one.name() === arg);
      if (!next && command.commands.length > 0) {
        return `girok ${args.join(' ')}: ${command.name()} has no command ${arg}`;
      }
      command = next ?? command;
    }
  }
  return undefined;
}

/** Words of npm's own that the documentation uses. */
const OF_NPM = new Set(['ci', 'install', 'start', 'test']);

function unknownToNpm([first, second, ...more]: string[]): string | undefined {
  if (first === 'run') {
    const known = Object.hasOwn(scripts, second);
    return known
      ? second === 'girok'
        ? refusedByGirok(more.slice(1))
        : undefined
      : `npm run ${second}: no such script`;
  }
  const options = [second, ...more].slice(1);
  if (first === 'start') {
    try {
      parseStartOptions(options);
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (first === 'test') {
    const checks = readFileSync(path.join(ROOT, 'scripts/test.mjs'), 'utf8');
    return options.find((name) => !checks.includes(`name: '${name}'`));
  }
  return OF_NPM.has(first) ? undefined : `npm ${first} is not a command that this documentation should name`;
}

/** What of `docker compose …` is a command of girok, of a container that has its program and secrets. */
const IN_CONTAINER = /^compose (?:exec girok girok|run --rm (migrate)) (.+)$/;

function refusedInContainer(args: string[], isWhole: boolean): string | undefined {
  const [, migrate, command] = IN_CONTAINER.exec(args.join(' ')) ?? [];
  if (command === undefined) {
    return undefined;
  }
  if (command.startsWith('doctor') && migrate === undefined) {
    return `docker ${args.join(' ')}: doctor asks for the rights of the user of \`migrate\`, which \`girok\` must not have`;
  }
  return isWhole ? refusedByGirok(command.split(' ')) : unknownToGirok(command.split(' '));
}

/** Compose reads options, services and profiles, then finds no Docker, because it is told of one that is not there. */
function refusedByCompose(args: string[]): string | undefined {
  if (!HAS_COMPOSE) {
    return undefined;
  }
  const env = { ...process.env, DOCKER_HOST: 'unix:///nowhere/docker.sock', DOCKER_CONTEXT: '', GIROK_TENANTS: FILE };
  const { status, stderr } = spawnSync('docker', args, { cwd: ROOT, env, encoding: 'utf8' });
  const isRead = status === 0 || stderr.includes('Cannot connect to the Docker daemon');
  return isRead ? undefined : `docker ${args.join(' ')}: ${stderr}`;
}
