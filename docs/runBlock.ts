import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Block } from './blocks';
import { ROOT } from './pages';

export interface BlockRun {
  code: number | null;
  output: string;
}

export interface BlockOptions {
  /** What of the text is another on this machine: addresses, places, what the reader puts in. Each must be in the text. */
  here: Readonly<Record<string, string>>;
  /** Settings beside those of the block. */
  environment?: Readonly<Record<string, string>>;
  /** Called with all output so far, and with a way to end what runs. */
  onOutput?: (output: string, end: () => void) => void;
}

/**
 * For tests: a block of the documentation in bash, in an empty folder, as a person would type it; it ends with the first
 * command that fails. `girok` is that of this repository.
 */
export async function runBlock({ text }: Block, { here, environment, onOutput }: BlockOptions): Promise<BlockRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'girok-docs-'));
  const girok = `#!/bin/sh\nexec ${process.execPath} ${path.join(ROOT, 'bin/girok.mjs')} "$@"\n`;
  await writeFile(path.join(folder, 'girok'), girok, { mode: 0o755 });
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIROK_'));
  const child = spawn('bash', ['-ec', `cd ${folder}\n${replaced(text, here)}`], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...environment, PATH: `${folder}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const end = () => process.kill(-child.pid!, 'SIGTERM');
  const collect = (data: Buffer) => {
    output += data.toString();
    onOutput?.(output, end);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await rm(folder, { recursive: true });
  return { code, output };
}

function replaced(text: string, here: BlockOptions['here']): string {
  return Object.entries(here).reduce((all, [there, is]) => {
    if (!all.includes(there)) {
      throw new Error(`The block does not say "${there}" any more:\n${text}`);
    }
    return all.replaceAll(there, is);
  }, text);
}
