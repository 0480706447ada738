import { includes } from '../../src/plugin.json';

export const PLUGIN = 'girok-telemetry-app';

interface Include {
  type: string;
  name: string;
  path: string;
  role?: string;
}

const ofType = (type: string) => (includes as Include[]).filter((include) => include.type === type);

/** Pages of the app that a Viewer has, by the name that the menu shows. */
export const PAGES = ofType('page')
  .filter(({ role }) => role === 'Viewer')
  .map(({ name, path }) => ({ name, path: path.replace(`/a/${PLUGIN}`, '') }));

/** Bundled dashboards: `girok-` and the name of the file is their uid. */
export const DASHBOARDS = ofType('dashboard').map(({ name, path }) => ({
  name,
  uid: path.replace(/^dashboards\/(.*)\.json$/, 'girok-$1'),
}));
