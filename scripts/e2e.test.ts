import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { freePorts } from '../embedded/freePorts';

const ROOT = path.join(__dirname, '..');
/** Playwright refuses to run for Jest, by this variable. */
const { JEST_WORKER_ID: _, ...OWN } = process.env;
let folder: string;
let port: number;
let child: ChildProcess;

/** A Playwright configuration with one server and one test that never ends; neither needs a browser. */
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-e2e-'));
  [port] = await freePorts(1);
  const server = { command: 'exec node server.js', cwd: folder, url: `http://127.0.0.1:${port}/` };
  const files = {
    'server.js': `require('node:fs').writeFileSync('pid', String(process.pid));
      require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1');`,
    'endless.spec.js': `const { test } = require(${JSON.stringify(require.resolve('@playwright/test'))});
      test('endless', () => new Promise(() => console.log('begun with server ' + ${port})));`,
    'playwright.config.js': `module.exports = ${JSON.stringify({
      testDir: folder,
      outputDir: path.join(folder, 'results'),
      timeout: 0,
      reporter: 'line',
      webServer: { ...server, gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 } },
    })};`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text);
  }
});
afterEach(() => {
  // what a failure leaves: the rest of the group, and the server, which Playwright gives one of its own
  for (const pid of [-child.pid!, serverPid()].filter(isThere)) {
    process.kill(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
});

const pidFile = () => path.join(folder, 'pid');
const serverPid = () => (existsSync(pidFile()) ? Number(readFileSync(pidFile(), 'utf8')) : NaN);

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function output(child: ChildProcess, expected: string): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (data: Buffer) => (said += data.toString()).includes(expected) && resolve());
    child.once('exit', () => reject(new Error(said)));
  });
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s to npm run e2e alone ends Playwright and the servers that it has started',
  async (signal) => {
    child = spawn(
      process.execPath,
      ['scripts/e2e.mjs', '--config', path.join(folder, 'playwright.config.js')],
      // in a group of its own: nobody but this process gets the signal
      { cwd: ROOT, env: { ...OWN, GIROK_BROWSER: 'none' }, stdio: ['ignore', 'pipe', 'ignore'], detached: true }
    );
    await output(child, `begun with server ${port}`);
    expect(isThere(serverPid())).toBe(true);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).not.toBe(0);
    expect(isThere(serverPid())).toBe(false);
  },
  60_000
);
