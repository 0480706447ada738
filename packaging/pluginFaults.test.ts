import { unzipSync } from 'fflate';

import { pluginFaults } from './pluginFaults';
import { filesOfPlugin, pluginZip } from './pluginZip';
import { buildPlugin } from '../embedded/buildPlugin';
import { version } from '../package.json';

const EXPECTED = { id: 'girok-telemetry-app', version };
type Files = Record<string, Uint8Array>;
let files: Files;

beforeAll(async () => {
  const { outDir } = await buildPlugin();
  files = filesOfPlugin(unzipSync(await pluginZip(outDir, 1_764_000_000)));
});

test('the plugin as it is packed has no fault', () => {
  expect(Object.keys(files).length).toBeGreaterThan(30);
  expect(pluginFaults(files, EXPECTED)).toEqual([]);
});

test('its README is of the plugin, not of the repository', () => {
  const readme = Buffer.from(files['README.md']).toString();
  expect(readme).toContain('allow_loading_unsigned_plugins = girok-telemetry-app');
  expect(readme).not.toContain('npm start');
});

const write = (file: string, text: string) => (all: Files) => ({ ...all, [file]: Buffer.from(text) });
const add = (file: string, text: string) => (all: Files) => write(file, Buffer.from(all[file]).toString() + text)(all);
const remove = (file: string) => (all: Files) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name !== file));
interface Manifest {
  id: string;
  type: string;
  executable?: string;
  info: { version: string; links?: unknown[]; licence?: string };
}
const manifest = (change: (read: Manifest) => void) => (all: Files) => {
  const read = JSON.parse(Buffer.from(all['plugin.json']).toString()) as Manifest;
  change(read);
  return write('plugin.json', JSON.stringify(read))(all);
};

const BROKEN: Array<[fault: string, change: (all: Files) => Files, said: string | RegExp]> = [
  ['a file that Grafana needs', remove('module.js'), 'module.js is missing'],
  ['no licence', remove('LICENSE'), 'LICENSE is missing'],
  ['no logo', remove('img/logo.svg'), /names img\/logo\.svg/],
  ['no picture', remove('img/screenshots/audit-dark.png'), /names img\/screenshots\/audit-dark\.png/],
  ['no dashboard', remove('dashboards/fleet.json'), /names dashboards\/fleet\.json/],
  [
    'a relative link',
    add('README.md', '\n[start](docs/start.md)\n'),
    'README.md: docs/start.md leads nowhere from the zip',
  ],
  ['a picture of the repository', add('README.md', '\n![x](docs/images/x.png)\n'), /docs\/images\/x\.png/],
  ['a link by reference', add('CHANGELOG.md', '\n[start]: ./start.md\n'), /CHANGELOG\.md: \.\/start\.md/],
  ['a picture as HTML', add('README.md', '\n<img src="img/x.png">\n'), /img\/x\.png/],
  ['a source map', write('module.js.map', '{}'), 'module.js.map: a source map'],
  ['what points to one', add('module.js', '\n//# sourceMappingURL=module.js.map'), 'module.js: names a source map'],
  ['a program', write('gpx_girok_linux_amd64', ''), /gpx_girok_linux_amd64: a program/],
  ['another id', manifest((read) => (read.id = 'other-girok-app')), /the id is other-girok-app/],
  ['no plugin id', manifest((read) => (read.id = 'Girok')), /at id/],
  ['another type', manifest((read) => (read.type = 'panel')), /at type/],
  ['another version', manifest((read) => (read.info.version = '0.0.1')), /the version is 0\.0\.1/],
  ['a version that was not put in', manifest((read) => (read.info.version = '%VERSION%')), /at info\.version/],
  ['an executable that is not there', manifest((read) => (read.executable = 'gpx_girok')), /executable/],
  ['a link that is none', manifest((read) => (read.info.links = [{ name: 'x', url: 'docs' }])), /info\.links/],
  ['a field that nobody documents', manifest((read) => (read.info.licence = 'x')), /licence/],
];

test.each(BROKEN)('found: %s', (_, change, said) => {
  const faults = pluginFaults(change(files), EXPECTED);
  expect(faults).toEqual([typeof said === 'string' ? said : expect.stringMatching(said)]);
});
