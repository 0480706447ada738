import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { blocksOf, commandLines, wordsOf } from '../docs/blocks';
import { ROOT } from '../docs/pages';

/** For tests: an example as a process of its own. */
export interface Example {
  /** `127.0.0.1:PORT` */
  address: string;
  /** Has it send what still waits, and gives its exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

const COMMANDS = blocksOf('docs/instrumentation.md').flatMap(commandLines);

/**
 * Starts an example by the command of docs/instrumentation.md, on a free port.
 * @param main path in this folder
 * @param env variables with other values than in the documentation
 * @throws Error when there is no such command, or when the example ends before it listens
 */
export async function spawnExample(main: string, env: Record<string, string>): Promise<Example> {
  const line = COMMANDS.find((command) => command.endsWith(` examples/${main}`));
  if (line === undefined) {
    throw new Error(`docs/instrumentation.md has no command that starts examples/${main}`);
  }
  const [, ...args] = wordsOf(line);
  const documented = Object.fromEntries(
    [...line.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value])
  );
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...documented, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = await firstLine(child);
  return {
    address: `127.0.0.1:${/\d+$/.exec(said)![0]}`,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const firstLine = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the example ended with ${code}`)));
  });
