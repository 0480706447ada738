/** Id of this plugin, as in plugin.json. */
export const PLUGIN_ID = 'girok-telemetry-app';

/** Type of the data source that all queries go through. */
export const DATA_SOURCE_TYPE = 'grafana-clickhouse-datasource';

/** The pages of the app: path segment and title. */
export const PAGES = {
  overview: { path: 'overview', title: 'Overview' },
  audit: { path: 'audit', title: 'Audit logs' },
  traces: { path: 'traces', title: 'Traces' },
  services: { path: 'services', title: 'Services' },
  metrics: { path: 'metrics', title: 'Metrics' },
  pipeline: { path: 'pipeline', title: 'Pipeline' },
  compliance: { path: 'compliance', title: 'Compliance' },
} as const;

export type Page = keyof typeof PAGES;

/** Where the pages of the app are. */
export const ROOT_URL = `/a/${PLUGIN_ID}`;

/** Address of a page, without its query. */
export const pageUrl = (page: Page) => `${ROOT_URL}/${PAGES[page].path}`;

/** Address of one trace, without its query. */
export const traceUrl = (traceId: string) => `${pageUrl('traces')}/${encodeURIComponent(traceId)}`;

/** Where an Admin configures the app. */
export const CONFIGURATION_URL = `/plugins/${PLUGIN_ID}`;
