import { build } from 'esbuild';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '..');

/** Programs of `girok`: what people start, and what that starts in a process of its own. */
const PROGRAMS = ['sidecar/cli/main.ts', 'sidecar/migrate/rehearsal/scratchMain.ts'];

export interface Sources {
  /** Every TypeScript file that the programs need, relative to the root, sorted. */
  files: string[];
  /** Every package that they import, sorted. */
  packages: string[];
}

/** What `girok` consists of, by following its imports. */
export async function sourcesOfGirok(): Promise<Sources> {
  const { metafile } = await build({
    entryPoints: PROGRAMS,
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    outdir: 'never-written',
    metafile: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  const external = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    // imports of types are left as they are; what is only looked for is the checkout's own way of running TypeScript
    .filter(({ external, kind, path: name }) => external && kind !== 'require-resolve' && !/^(node:|\.)/.test(name))
    .map((imported) => packageOf(imported.path));
  return {
    files: Object.keys(metafile.inputs)
      .filter((file) => file.endsWith('.ts'))
      .sort(),
    packages: [...new Set(external)].sort(),
  };
}

/** `@scope/name/part` and `name/part` to the package. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
