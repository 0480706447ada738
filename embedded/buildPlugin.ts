import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { hashOfInputs } from './buildInputs';

const ROOT = path.resolve(__dirname, '..');
const DIST = path.join(ROOT, 'dist');
// outside dist: the plugin's folder holds what is shipped and nothing else
const MARK = path.join(ROOT, '.cache/plugin-inputs');

const INPUTS = ['src', 'queries', 'dashboards', 'webpack.config.ts', 'embedded/orderedExternals.ts', 'CHANGELOG.md'];

export interface PluginBuild {
  outDir: string;
  skipped: boolean;
}

/**
 * Builds the plugin into dist/ for production, or does nothing when nothing that it is made of has changed.
 * @throws Error with webpack's own message
 */
export async function buildPlugin(): Promise<PluginBuild> {
  const files = await hashOfInputs(...INPUTS, ...(await pictures()));
  const inputs = `${files} ${process.env.SOURCE_DATE_EPOCH ?? ''}`;
  if (existsSync(path.join(DIST, 'module.js')) && existsSync(MARK) && (await readFile(MARK, 'utf8')) === inputs) {
    return { outDir: DIST, skipped: true };
  }
  // loaded only when needed: webpack alone takes longer than the rest of a second start
  const [{ default: webpack }, { pluginConfig }] = await Promise.all([import('webpack'), import('../webpack.config')]);
  await new Promise<void>((resolve, reject) => {
    webpack(pluginConfig('production'), (error, stats) => {
      if (error || !stats || stats.hasErrors()) {
        reject(error ?? new Error(stats?.toString('errors-only')));
      } else {
        resolve();
      }
    });
  });
  await mkdir(path.dirname(MARK), { recursive: true });
  await writeFile(MARK, inputs);
  return { outDir: DIST, skipped: false };
}

/** Those of docs/images/ that the plugin's page in Grafana shows. */
async function pictures(): Promise<string[]> {
  const { info } = JSON.parse(await readFile(path.join(ROOT, 'src/plugin.json'), 'utf8')) as {
    info: { screenshots: Array<{ path: string }> };
  };
  return info.screenshots.map((picture) => path.join('docs/images', path.basename(picture.path)));
}
