import chromium from '@sparticuz/chromium';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

import { ROOT } from './install.mjs';

// `npm run e2e -- …`: Playwright's own options follow. The browser comes from npm where that exists (Linux, x64);
// elsewhere an installed Chrome is used (GIROK_BROWSER_CHANNEL chooses another, GIROK_BROWSER names a program).
// the first ends the browser with its first page, the second switches same-origin checks off, the others emulate a GPU,
// which costs more than half of all time where there is none
const UNWANTED = /^--(single-process|disable-web-security|in-process-gpu|ignore-gpu-blocklist|use-gl=|use-angle=)/;
const fromNpm = process.platform === 'linux' && process.arch === 'x64';
const environment = { ...process.env };
if (!environment.GIROK_BROWSER && fromNpm) {
  environment.GIROK_BROWSER = await chromium.executablePath();
  environment.GIROK_BROWSER_ARGS = JSON.stringify([
    ...chromium.args.filter((flag) => !UNWANTED.test(flag)),
    '--disable-gpu',
  ]);
}
const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
const child = spawn(process.execPath, [cli, 'test', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: environment,
});
// A signal sent to this process alone is passed on, as the one for which Playwright ends browsers and servers: of others it
// dies and they stay. The second SIGINT of a terminal does no harm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill('SIGINT'));
}
child.on('exit', (code) => process.exit(code ?? 1));
