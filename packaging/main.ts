import { unzipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { packGirok, stageGirok } from './girokPackage';
import { pluginFaults } from './pluginFaults';
import { filesOfPlugin, PLUGIN, pluginZip } from './pluginZip';
import { type LockFile, sbom } from './sbom';
import { ROOT } from './sources';
import { buildPlugin } from '../embedded/buildPlugin';
import lock from '../package-lock.json';
import { version } from '../package.json';

const PACKAGES = path.join(ROOT, 'packages');

/**
 * `npm run package`: packages/ with the plugin's zip, the npm package `girok`, a bill of materials, and the checksums of
 * all three. The same commit gives the same bytes: every date in them is the commit's (or SOURCE_DATE_EPOCH).
 */
async function main(): Promise<void> {
  const epoch = epochOfCommit();
  // the build writes it into the plugin's description
  process.env.SOURCE_DATE_EPOCH = String(epoch);
  await rm(PACKAGES, { recursive: true, force: true });
  await mkdir(PACKAGES, { recursive: true });

  const { outDir } = await buildPlugin();
  const zip = path.join(PACKAGES, `girok-telemetry-app-${version}.zip`);
  const zipped = await pluginZip(outDir, epoch);
  const faults = pluginFaults(filesOfPlugin(unzipSync(zipped)), { id: PLUGIN, version });
  if (faults.length > 0) {
    throw new Error(`The plugin is not packed:\n${faults.join('\n')}`);
  }
  await writeFile(zip, zipped);
  await cp(outDir, path.join(PACKAGES, 'plugin/girok-telemetry-app'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  });

  const staged = path.join(PACKAGES, 'girok');
  await stageGirok(staged);
  const archive = packGirok(staged, PACKAGES);

  const bill = path.join(PACKAGES, `girok-telemetry-${version}.cdx.json`);
  await writeFile(bill, sbom(lock as LockFile, epoch));

  const sums = await Promise.all(
    [zip, archive, bill].map(async (file) => `${await sha256(file)}  ${path.basename(file)}\n`)
  );
  await writeFile(path.join(PACKAGES, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(sums.join(''));
}

const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** Seconds since 1970: SOURCE_DATE_EPOCH, or the time of the last commit, or now where there is no repository. */
function epochOfCommit(): number {
  const given = Number(process.env.SOURCE_DATE_EPOCH);
  if (given > 0) {
    return given;
  }
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? Number(stdout) : Math.floor(Date.now() / 1000);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
