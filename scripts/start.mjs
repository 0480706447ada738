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
// The terminal sends Ctrl-C to the child too; this process only waits for it. A signal sent to us alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
