import { transform } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { ROOT, sourcesOfGirok } from './sources';
import { dependencies, engines, license, version } from '../package.json';

/** Only `girok migrate plan`'s rehearsal needs an engine of its own; without it plans are made and say so. */
const OPTIONAL = new Set(['chdb']);

/** What the programs read at run time: templates and catalogue, without their tests. */
const DATA = ['migrations', 'compliance'];
const isData = (file: string) => !/\.ts$|\/golden(\/|$)/.test(file);

/**
 * Lays out the npm package `girok`: the sidecar's sources compiled file by file, each in its place, so that what they read
 * beside them is found as in the checkout.
 * @param folder is emptied first
 */
export async function stageGirok(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { files, packages } = await sourcesOfGirok();
  for (const file of files) {
    const { code } = await transform(await readFile(path.join(ROOT, file), 'utf8'), {
      loader: 'ts',
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // `import('./x')` would be left as it is, and Node finds no file without its `.js`; `require` does
      supported: { 'dynamic-import': false },
    });
    await put(folder, file.replace(/\.ts$/, '.js'), code);
  }
  for (const data of DATA) {
    await cp(path.join(ROOT, data), path.join(folder, data), { recursive: true, filter: isData });
  }
  await cp(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  await put(folder, 'bin/girok.mjs', BIN);
  await put(folder, 'package.json', JSON.stringify(manifest(packages), undefined, 2) + '\n');
}

/**
 * Packs a staged package.
 * @param folder as `stageGirok` made it
 * @param destination folder of the archive
 * @returns path of the archive: npm writes the same bytes for the same files
 * @throws Error with npm's own words
 */
export function packGirok(folder: string, destination: string): string {
  const packed = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (packed.status !== 0) {
    throw new Error(`npm pack failed: ${packed.stderr || packed.error?.message}`);
  }
  const [{ filename }] = JSON.parse(packed.stdout) as Array<{ filename: string }>;
  return path.join(destination, filename);
}

function manifest(packages: string[]) {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, versionOf(name)]));
  return {
    name: 'girok',
    version,
    description: 'Girok Telemetry beside ClickHouse: migrations, consumer lag, saved compliance queries, seals',
    license,
    engines,
    bin: { girok: 'bin/girok.mjs' },
    files: ['bin', 'sidecar', 'queries', ...DATA, 'LICENSE'],
    dependencies: versions(packages.filter((name) => !OPTIONAL.has(name))),
    optionalDependencies: versions(packages.filter((name) => OPTIONAL.has(name))),
  };
}

function versionOf(name: string): string {
  const found = (dependencies as Record<string, string>)[name];
  if (!found) {
    throw new Error(`${name} is imported by the sidecar and does not stand under "dependencies" in package.json.`);
  }
  return found;
}

async function put(folder: string, file: string, text: string): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text, { mode: file.startsWith('bin/') ? 0o755 : 0o644 });
}

const BIN = `#!/usr/bin/env node
import { createRequire } from 'node:module';

createRequire(import.meta.url)('../sidecar/cli/main.js');
`;
