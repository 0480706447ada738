import { buildSync } from 'esbuild';
import path from 'node:path';

/** The files of ours that commands of `girok` are made of, as paths in the repository. */
export const partsOf = (...commands: string[]): string[] =>
  Object.keys(
    buildSync({
      entryPoints: commands.map((command) => `sidecar/cli/${command}.ts`),
      absWorkingDir: path.resolve(__dirname, '../..'),
      bundle: true,
      write: false,
      outdir: 'nowhere',
      metafile: true,
      platform: 'node',
      packages: 'external',
    }).metafile.inputs
  );
