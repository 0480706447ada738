import path from 'node:path';
import { z } from 'zod';

import { pluginManifest } from './pluginManifest';

const REQUIRED = ['plugin.json', 'module.js', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/**
 * What would be wrong with the plugin's zip where it is installed: files that are missing, links that lead nowhere from
 * there, source maps, fields that Grafana does not document. Addresses of other sites are not asked.
 * @param files of the plugin's folder, by path in it with `/`
 * @param expected id and version that the manifest must say
 * @returns one sentence for each fault; none for a folder that is as it should be
 */
export function pluginFaults(
  files: Readonly<Record<string, Uint8Array>>,
  expected: { id: string; version: string }
): string[] {
  const missing = REQUIRED.filter((file) => !files[file]);
  return [
    ...missing.map((file) => `${file} is missing`),
    ...(files['plugin.json'] ? manifestFaults(files, expected) : []),
    ...['README.md', 'CHANGELOG.md'].flatMap((page) => (files[page] ? relativeLinks(page, textOf(files[page])) : [])),
    ...Object.entries(files).flatMap(([file, bytes]) => fileFaults(file, bytes)),
  ];
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

function manifestFaults(
  files: Readonly<Record<string, Uint8Array>>,
  { id, version }: { id: string; version: string }
): string[] {
  const read = pluginManifest.safeParse(JSON.parse(textOf(files['plugin.json'])));
  if (!read.success) {
    return [`plugin.json: ${z.prettifyError(read.error)}`];
  }
  const { info, includes, ...manifest } = read.data;
  const named = [
    ...Object.values(info.logos),
    ...info.screenshots.map((picture) => picture.path),
    ...includes.filter(({ type }) => type === 'dashboard').map((dashboard) => dashboard.path),
  ];
  return [
    ...(manifest.id === id ? [] : [`plugin.json: the id is ${manifest.id}, not ${id}`]),
    ...(info.version === version ? [] : [`plugin.json: the version is ${info.version}, not ${version}`]),
    ...[...new Set(named)].filter((file) => !files[file]).map((file) => `plugin.json: names ${file}, which is missing`),
  ];
}

/** Links and pictures that are no whole address. Grafana shows the page where no other file of the zip is reached. */
function relativeLinks(page: string, text: string): string[] {
  const prose = text.replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '');
  const links = /\]\(\s*<?([^)\s>]+)|^ *\[[^\]\n]+\]: *(\S+)|\b(?:src|href)=["']([^"']+)/gm;
  return [...prose.matchAll(links)]
    .map(([, inline, reference, html]) => inline ?? reference ?? html)
    .filter((target) => !/^(https?:\/\/|mailto:|#)/.test(target))
    .map((target) => `${page}: ${target} leads nowhere from the zip`);
}

const PROGRAM = /^gpx_|\.(exe|so|dll|dylib|node)$/;

function fileFaults(file: string, bytes: Uint8Array): string[] {
  return [
    ...(file.endsWith('.map') ? [`${file}: a source map`] : []),
    ...(/\.(js|css)$/.test(file) && /[#@] sourceMappingURL=/.test(textOf(bytes))
      ? [`${file}: names a source map`]
      : []),
    ...(PROGRAM.test(path.posix.basename(file)) ? [`${file}: a program, but plugin.json names no executable`] : []),
  ];
}
