/** The plugin this host is for; its build lies in dist/ with this id in plugin.json. */
export const PLUGIN_ID = 'girok-telemetry-app';

/** Where Grafana serves the files of the plugin's build. */
export const PLUGIN_BASE_URL = `public/plugins/${PLUGIN_ID}`;

/** Where the plugin's pages live. */
export const PLUGIN_ROOT = `/a/${PLUGIN_ID}`;

/** Where Grafana shows the plugin's configuration pages. */
export const PLUGIN_CONFIG_ROOT = `/plugins/${PLUGIN_ID}`;

/** The version of the @grafana packages that the host is built from. */
export const GRAFANA_VERSION = '13.2.2';
