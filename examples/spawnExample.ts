import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** For tests: `main.ts` of an example as a process of its own, as docs/instrumentation.md starts it. */
export interface Example {
  /** Where it listens. */
  url: string;
  /** Has it send what still waits, and gives its exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

/**
 * @param main path in this folder
 * @param env where it sends to, and what it needs
 * @throws Error when it ends before it listens
 */
export async function spawnExample(main: string, env: Record<string, string>): Promise<Example> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, main)], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await firstLine(child);
  return {
    url: `http://127.0.0.1:${/\d+$/.exec(line)![0]}`,
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
