import { build, stop } from 'esbuild';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { hashOfInputs } from '../buildInputs';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = path.join(__dirname, 'page');
const OUT = path.join(ROOT, '.cache/host');
const MANIFEST = 'manifest.json';

/** What the bundle is made of, beside the installed packages. */
const INPUTS = ['page', 'build.ts', 'bootData.ts', 'plugin.ts'].map((name) => path.join('embedded/grafana', name));

/** Files of the built page, relative to its folder, and the hash of what they were built from. */
export interface HostManifest {
  inputs: string;
  boot: string;
  script: string;
  style: string;
}

export interface HostBuild {
  outDir: string;
  seconds: number;
  skipped: boolean;
}

/**
 * Bundles the host page into .cache/host, or does nothing when neither its sources nor the lock file changed.
 * The new bundle is built aside and moved into place, so that a running server never serves half of one.
 * Fails with esbuild's own message when the sources do not bundle.
 */
export async function buildHostPage(): Promise<HostBuild> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const inputs = await hashOfInputs(...INPUTS);
  const manifest = await readHostManifest(OUT);
  if (manifest?.inputs === inputs) {
    return { outDir: OUT, seconds: seconds(), skipped: true };
  }

  const aside = `${OUT}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    const boot = await bundle({ boot: path.join(PAGE, 'boot/boot.ts') }, aside, 'iife');
    const page = await bundle({ host: path.join(PAGE, 'start.tsx') }, aside, 'esm');
    const built: HostManifest = {
      inputs,
      boot: fileNamed(boot, /^boot-.*\.js$/),
      script: fileNamed(page, /^host-.*\.js$/),
      style: fileNamed(page, /^host-.*\.css$/),
    };
    await writeFile(path.join(aside, MANIFEST), JSON.stringify(built));
    await putInPlace(aside, inputs);
  } finally {
    // its process would keep half a gigabyte
    await stop();
    await rm(aside, { recursive: true, force: true });
  }
  return { outDir: OUT, seconds: seconds(), skipped: false };
}

/** Two processes may build at once; the later one keeps what the other has built from the same inputs. */
async function putInPlace(built: string, inputs: string): Promise<void> {
  await rm(OUT, { recursive: true, force: true });
  try {
    await rename(built, OUT);
  } catch (error) {
    if ((await readHostManifest(OUT))?.inputs !== inputs) {
      throw error;
    }
  }
}

/** The manifest of a built page, or null when `dir` holds no complete build. */
export async function readHostManifest(dir: string): Promise<HostManifest | null> {
  try {
    return JSON.parse(await readFile(path.join(dir, MANIFEST), 'utf8')) as HostManifest;
  } catch {
    return null;
  }
}

async function bundle(entryPoints: Record<string, string>, outdir: string, format: 'esm' | 'iife'): Promise<string[]> {
  const result = await build({
    entryPoints,
    outdir,
    format,
    bundle: true,
    splitting: format === 'esm',
    minify: true,
    metafile: true,
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['import', 'module', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    // @grafana/runtime hides some setters that Grafana itself calls; its dist keeps one file a module, so importing
    // the file gives the same module instance as the package's index.
    alias: { '@runtime-esm': path.join(ROOT, 'node_modules/@grafana/runtime/dist/esm') },
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'file', '.woff': 'file', '.ttf': 'file' },
    entryNames: '[name]-[hash]',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return Object.keys(result.metafile.outputs).map((file) => path.basename(file));
}

function fileNamed(files: string[], pattern: RegExp): string {
  const found = files.find((file) => pattern.test(file));
  if (!found) {
    throw new Error(`The host bundle has no file like ${pattern}; esbuild wrote ${files.join(', ')}.`);
  }
  return found;
}

if (require.main === module) {
  buildHostPage().then(
    ({ outDir, seconds, skipped }) =>
      process.stdout.write(`${path.relative(ROOT, outDir)}: ${skipped ? 'up to date' : 'built'} (${seconds} s)\n`),
    (error: unknown) => {
      process.stderr.write(`The host page could not be built: ${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    }
  );
}
