import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ROOT } from './install.mjs';

// `npm run prisma:client`: examples/prisma/generated anew from its schema. Prisma's own command is not among this
// repository's packages, because its install script downloads a program, and so does the command when it does not find
// that program. Here the script does not run, and an empty file stands for the program, which generating does not use.
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/@prisma/client/package.json'), 'utf8'));
const folder = mkdtempSync(path.join(tmpdir(), 'girok-prisma-'));
const standIn = path.join(folder, 'schema-engine');
closeSync(openSync(standIn, 'w'));
try {
  run('npm', 'install', '--ignore-scripts', '--no-save', '--loglevel=error', '--prefix', folder, `prisma@${version}`);
  const schema = path.join(ROOT, 'examples/prisma/schema.prisma');
  run(process.execPath, path.join(folder, 'node_modules/prisma/build/index.js'), 'generate', '--schema', schema);
} finally {
  rmSync(folder, { recursive: true });
}

function run(program, ...args) {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: standIn };
  const shell = process.platform === 'win32' && program === 'npm';
  const { status } = spawnSync(program, args, { cwd: folder, env, stdio: 'inherit', shell });
  if (status !== 0) {
    throw new Error(`${program} ${args[0]} failed with ${status}. It needs the npm registry, and nothing else.`);
  }
}
