import { readFileSync } from 'node:fs';

import { startGirok } from '../../sidecar/cli/runGirok';
import { type Config, environmentName } from '../../sidecar/config';

export interface ServingGirok {
  pid: number;
  stop(): Promise<void>;
}

const SECRETS = { GIROK_SIDECAR_SECRET: 'sidecar-secret-0123456789', GIROK_JAEGER_SECRET: 'jaeger-secret-0123456789' };

/** `girok serve` as it is installed, in a process of its own. Resolves when it listens. @throws Error with what it said */
export async function serveGirok(config: Config): Promise<ServingGirok> {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  const settings = Object.fromEntries(given.map(([key, value]) => [environmentName(key), String(value)]));
  let listening = () => {};
  const listens = new Promise<void>((resolve) => (listening = resolve));
  const { child, finished } = startGirok(['serve'], { ...settings, ...SECRETS, GIROK_SERVE_PORT: '0' }, (stdout) => {
    if (/Server listening at/.test(stdout)) {
      listening();
    }
  });
  await Promise.race([
    listens,
    finished.then(({ stdout, stderr }) => {
      throw new Error(`girok serve ended: ${stdout}${stderr}`);
    }),
  ]);
  return {
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await finished;
    },
  };
}

/** Memory that a process has now. Bytes. Linux only. */
export const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
