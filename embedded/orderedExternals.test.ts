import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import webpack from 'webpack';

import { orderedExternals } from './orderedExternals';

test('whatever the order in which they are imported, they are named in that of the alphabet', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'girok-externals-'));
  try {
    await writeFile(path.join(folder, 'entry.js'), 'import b from "b"; import a from "a"; import c from "c"; a(b, c);');
    const compiler = webpack({
      mode: 'production',
      entry: path.join(folder, 'entry.js'),
      externals: ['a', 'b', 'c'],
      output: { path: folder, filename: 'built.js', library: { type: 'amd' } },
      plugins: [orderedExternals],
    });
    await new Promise<void>((resolve, reject) => {
      compiler?.run((error, stats) => (error || stats?.hasErrors() ? reject(error ?? stats) : resolve()));
    });
    const built = await readFile(path.join(folder, 'built.js'), 'utf8');
    expect(/define\((\[.*?\])/.exec(built)![1]).toBe('["a","b","c"]');
  } finally {
    await rm(folder, { recursive: true });
  }
});
