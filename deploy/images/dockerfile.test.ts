import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { copyOf, isIgnored, stagesOf } from './dockerfile';

const ROOT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const STAGES = stagesOf(read('deploy/images/Dockerfile'));
const IGNORE = read('.dockerignore');

/** Last instruction of that name in a stage. */
const last = (stage: string, name: string) =>
  STAGES.find((one) => one.name === stage)!.instructions.findLast((instruction) => instruction.name === name)?.text;

test('what is copied of the repository is there, and is not kept from the build', () => {
  const copies = STAGES.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'COPY')).map(
    ({ text }) => copyOf(text)
  );
  const files = copies.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources);
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => !existsSync(path.join(ROOT, file)) || isIgnored(file, IGNORE))).toEqual([]);
});

test('a stage is taken from one that comes before it', () => {
  const known: string[] = [];
  for (const { name, instructions } of STAGES) {
    const from = instructions.filter((one) => one.name === 'COPY').map(({ text }) => copyOf(text).from ?? []);
    expect(from.flat().filter((stage) => !known.includes(stage))).toEqual([]);
    known.push(name);
  }
});

test('every file of the repository reaches the build, but nothing that is made and no secret', () => {
  const { stdout } = spawnSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' });
  // an archive of the repository has no list of its files
  const tracked = stdout.split('\n').filter(Boolean);
  expect(tracked.filter((file) => isIgnored(file, IGNORE))).toEqual([]);
  for (const file of [
    '.env',
    '.git/config',
    'node_modules/react/index.js',
    '.girok/data',
    'packages/girok.tgz',
    'a/b.log',
  ]) {
    expect([file, isIgnored(file, IGNORE)]).toEqual([file, true]);
  }
});

test.each([
  ['girok', '1000:1000'],
  ['demo', '1000:1000'],
  ['grafana', '472'],
])('the image %s runs as nobody special', (stage, user) => expect(last(stage, 'USER')).toBe(user));

test('a line that is not understood is named', () => {
  expect(() => stagesOf('FROM node')).toThrow(/not understood: FROM node/);
  expect(() => stagesOf('RUN true')).toThrow(/not understood: RUN true/);
  expect(() => stagesOf('FROM a AS b\n  && more')).toThrow(/not understood/);
});
