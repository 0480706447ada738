import { spawn } from 'node:child_process';
import path from 'node:path';

import { ensureInstalled, ROOT } from './install.mjs';

// `npm start`: installs what is missing, then hands over to embedded/start.ts.
ensureInstalled();
const child = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(ROOT, 'embedded/start.ts'), ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: 'inherit',
  }
);
// A signal sent to this process alone is passed on; the second Ctrl-C of a terminal does no harm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
