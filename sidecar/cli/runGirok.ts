import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const GIROK = path.join(__dirname, '../../bin/girok.mjs');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunningGirok {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** For tests: `girok` as people run it, in a process of its own, with no settings but those given. */
export function startGirok(
  args: string[],
  settings: Record<string, string>,
  onStdout: (text: string) => void = () => {}
): RunningGirok {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIROK_'));
  const child = spawn(process.execPath, [GIROK, ...args], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    onStdout(stdout);
  });
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

/** The same, awaited. */
export const runGirok = (args: string[], settings: Record<string, string>): Promise<Finished> =>
  startGirok(args, settings).finished;
