import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');
const text = readFileSync(path.join(__dirname, 'architecture.md'), 'utf8');

const named = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** The table "Rooms": the folders of a row, and where to start reading in them. */
const rooms = [...text.matchAll(/^\| (`[^|]+`) +\|([^|]*)\|([^|]*)\|$/gm)].map(([, folders, , start]) => ({
  folders: named(folders),
  start: named(start),
}));

/** Folders that are made, and not part of the repository. */
const MADE = ['node_modules', 'dist', 'packages', 'playwright', 'playwright-report', 'test-results'];

const foldersIn = (folder: string) =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !MADE.includes(entry.name))
    .map(({ name }) => `${name}/`);

test('every folder of the repository is a room, and every room is a folder', () => {
  const all = rooms.flatMap(({ folders }) => folders);
  expect(all.filter((folder) => !existsSync(path.join(ROOT, folder)))).toEqual([]);
  expect(foldersIn('.').filter((folder) => !all.includes(folder))).toEqual([]);
});

test.each(['src', 'sidecar', 'embedded'])('every folder of %s is a room', (room) => {
  const all = rooms.flatMap(({ folders }) => folders);
  // the setup of the plugin's tests, and what its build copies
  const aside = ['src/test/', 'src/img/', 'sidecar/alerts/'];
  const folders = foldersIn(room).map((name) => `${room}/${name}`);
  expect(folders.filter((folder) => !all.includes(folder) && !aside.includes(folder))).toEqual([]);
});

test('where to start reading is there', () => {
  const missing = rooms.flatMap(({ folders, start }) =>
    start.filter((file) => !folders.some((folder) => existsSync(path.join(ROOT, folder, file))))
  );
  expect(missing).toEqual([]);
});
