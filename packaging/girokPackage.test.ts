import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { packGirok, stageGirok } from './girokPackage';
import { ROOT } from './sources';
import { version } from '../package.json';
import { type ScratchOutcome } from '../sidecar/migrate/rehearsal/messages';

let folder: string;
let staged: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-package-'));
  staged = path.join(folder, 'girok');
  await stageGirok(staged);
  // what npm would install beside it
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const girok = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(staged, 'bin/girok.mjs'), ...args], { cwd: folder, encoding: 'utf8' });

test('the packed program runs without the repository, and every command explains itself', () => {
  expect(girok('--version').stdout.trim()).toBe(version);
  const commands = [...girok('--help').stdout.matchAll(/^ {2}([a-z-]+)(?: \[options\])? {2,}/gm)].map(
    ([, name]) => name
  );
  expect(commands).toEqual(expect.arrayContaining(['migrate', 'serve', 'lag', 'seal', 'verify', 'evidence']));
  const { status, stdout } = girok('migrate', 'plan', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: girok migrate plan');
});

test('what it reads beside itself is there, and no test and no source', () => {
  const files = readdirSync(staged, { recursive: true, encoding: 'utf8' });
  expect(files).toContain('migrations/queues/shared.sql');
  expect(files.filter((file) => file.startsWith('compliance/queries/')).length).toBeGreaterThan(30);
  expect(files.filter((file) => /\.tsx?$|[tT]est\./.test(file))).toEqual([]);
});

test('the process of the scratch engine finds its parts: it answers, or says that there is no engine', async () => {
  const dir = mkdtempSync(path.join(folder, 'scratch-'));
  const child = fork(path.join(staged, 'sidecar/migrate/rehearsal/scratchMain.js'), { silent: true, execArgv: [] });
  try {
    child.send({ dir, database: 'otel', collections: [], before: [], after: ['SELECT 1'] });
    const [outcome] = (await once(child, 'message')) as [ScratchOutcome];
    const parts = /Cannot find module '(\.|\/)/;
    expect(outcome.type === 'done' ? outcome.after : parts.test(outcome.message)).toEqual(
      outcome.type === 'done' ? [null] : false
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test('it names exactly the packages that it needs, in the versions that were tested', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(path.join(staged, 'package.json'), 'utf8'));
  const tested = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).dependencies;
  expect(dependencies).toMatchObject({ kafkajs: tested.kafkajs, '@clickhouse/client': tested['@clickhouse/client'] });
  expect(optionalDependencies).toEqual({ chdb: tested.chdb });
  expect(Object.keys(dependencies).filter((name) => /react|grafana|webpack|^tsx$/.test(name))).toEqual([]);
});

test('the same sources give the same bytes', async () => {
  const first = readFileSync(packGirok(staged, folder));
  const again = path.join(folder, 'again');
  await stageGirok(again);
  expect(readFileSync(packGirok(again, folder)).equals(first)).toBe(true);
});
