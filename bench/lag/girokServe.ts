import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { stageGirok } from '../../packaging/girokPackage';
import { ROOT } from '../../packaging/sources';
import { type Config, environmentName } from '../../sidecar/config';

export interface InstalledGirok {
  /** The program. */
  file: string;
  remove(): Promise<void>;
}

/** `girok` as npm installs it: compiled, and without what only the repository has. */
export async function installGirok(): Promise<InstalledGirok> {
  const folder = mkdtempSync(path.join(tmpdir(), 'girok-bench-package-'));
  await stageGirok(path.join(folder, 'girok'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return {
    file: path.join(folder, 'girok/bin/girok.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface ServingGirok {
  pid: number;
  stop(): Promise<void>;
}

const SECRETS = { GIROK_SIDECAR_SECRET: 'sidecar-secret-0123456789', GIROK_JAEGER_SECRET: 'jaeger-secret-0123456789' };

/** What the image gives to Node when it starts the program. */
export function flagsOfImage(): string[] {
  const script = readFileSync(path.join(ROOT, 'deploy/images/girok.sh'), 'utf8');
  const [, flags] = /^exec node (--.*) \/\S+ "\$@"$/m.exec(script) ?? [];
  if (flags === undefined) {
    throw new Error('deploy/images/girok.sh starts node in another way than this bench knows.');
  }
  return flags.split(' ');
}

/**
 * `girok serve` in a process of its own. Resolves when it listens.
 * @param flags of Node
 * @throws Error with what it said
 */
export async function serveGirok({ file }: InstalledGirok, flags: string[], config: Config): Promise<ServingGirok> {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  const settings = Object.fromEntries(given.map(([key, value]) => [environmentName(key), String(value)]));
  const child = spawn(process.execPath, [...flags, file, 'serve'], {
    env: { PATH: process.env.PATH, ...settings, ...SECRETS, GIROK_SERVE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await listening(child);
  return {
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (data: Buffer) => {
        said = (said + data.toString()).slice(-10_000);
        if (said.includes('Server listening at')) {
          resolve();
        }
      });
    }
    child.once('close', () => reject(new Error(`girok serve ended: ${said}`)));
  });
}

/** Memory that a process has now. Bytes. Linux only. */
export const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
