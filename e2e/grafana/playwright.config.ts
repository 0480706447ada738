import { type PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { BROWSER } from '../browser';

// `GRAFANA_URL=http://127.0.0.1:3000 npm run e2e:grafana`: the plugin in a Grafana that runs, with provisioning/ and a
// ClickHouse that has telemetry. GRAFANA_ADMIN_USER and GRAFANA_ADMIN_PASSWORD where they are not admin/admin.
// Two people are made in it for the run, an Editor and a Viewer, and deleted after it.
const GRAFANA_URL = process.env.GRAFANA_URL;
if (!GRAFANA_URL) {
  throw new Error('GRAFANA_URL is not set: the Grafana to look at, such as http://127.0.0.1:3000.');
}

const LOGIN = path.join(path.dirname(require.resolve('@grafana/plugin-e2e')), 'auth');
const ADMIN = {
  username: process.env.GRAFANA_ADMIN_USER ?? 'admin',
  password: process.env.GRAFANA_ADMIN_PASSWORD ?? 'admin',
};
// the workers read this file, too, and have the environment of the first process
const RUN = (process.env.GIROK_E2E_RUN ??= randomBytes(16).toString('hex'));
const PEOPLE = {
  admin: { name: ADMIN.username, role: undefined },
  editor: { name: `girok-e2e-editor-${RUN.slice(0, 6)}`, role: 'Editor' },
  viewer: { name: `girok-e2e-viewer-${RUN.slice(0, 6)}`, role: 'Viewer' },
} as const;

/** Makes the person, runs what they can see, and deletes them. */
function person(role: keyof typeof PEOPLE, testMatch: RegExp) {
  const { name, role: inOrganisation } = PEOPLE[role];
  const user = inOrganisation && { user: name, password: RUN, role: inOrganisation };
  const forget = `forget the ${role}`;
  return [
    {
      name: `make the ${role}`,
      testDir: LOGIN,
      testMatch: /.*\.js/,
      use: user ? { user } : {},
      ...(user && { teardown: forget }),
    },
    ...(user
      ? [{ name: forget, testMatch: /forgetPerson\.teardown\.ts/, metadata: { person: name, admin: ADMIN } }]
      : []),
    {
      name: role,
      testMatch,
      dependencies: [`make the ${role}`],
      use: user ? { user } : {},
    },
  ];
}

export default defineConfig<PluginOptions>({
  testDir: __dirname,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: '../../test-results',
  use: { ...BROWSER, baseURL: GRAFANA_URL },
  projects: [
    ...person('admin', /configuration\.spec\.ts/),
    ...person('editor', /(pages|dashboards|acknowledge)\.spec\.ts/),
    ...person('viewer', /(pages|viewer)\.spec\.ts/),
  ],
});
