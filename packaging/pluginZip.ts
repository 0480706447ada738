import { zipSync, type Zippable } from 'fflate';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The folder that Grafana expects inside the archive. */
export const PLUGIN = 'girok-telemetry-app';

/** Maps are for those who debug a build of their own: they hold the whole source. */
const isShipped = (file: string) => !file.endsWith('.map');
const MAP_REFERENCE = /\n\/\/# sourceMappingURL=\S+\s*$/;

/**
 * The plugin as Grafana installs it: everything of the built folder but source maps, under the plugin's id. The same
 * files give the same bytes on every machine.
 * @param dist the built plugin
 * @param epochSeconds time that every entry carries
 */
export async function pluginZip(dist: string, epochSeconds: number): Promise<Uint8Array> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter(isShipped)
    .sort();
  const mtime = sameClockEverywhere(epochSeconds);
  const zippable: Zippable = {};
  for (const file of files) {
    zippable[`${PLUGIN}/${file}`] = [await shipped(path.join(dist, file)), { mtime, attrs: FILE_MODE << 16, os: UNIX }];
  }
  return zipSync(zippable, { level: 9 });
}

/** Files of the plugin's folder, by path in it, from what `unzipSync` makes of the archive. */
export function filesOfPlugin(unzipped: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(unzipped).map(([name, bytes]) => [name.slice(PLUGIN.length + 1), bytes]));
}

const FILE_MODE = 0o100644;
const UNIX = 3;

async function shipped(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  return file.endsWith('.js') ? Buffer.from(bytes.toString('utf8').replace(MAP_REFERENCE, '\n')) : bytes;
}

/** A zip has local times without a zone: the one whose local clock reads what UTC reads. */
function sameClockEverywhere(epochSeconds: number): Date {
  const utc = new Date(epochSeconds * 1000);
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds()
  );
}
