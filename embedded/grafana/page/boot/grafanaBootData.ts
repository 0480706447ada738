import { type ThemeName } from './theme';
import { type BootData } from '../../bootData';
import { GRAFANA_VERSION, PLUGIN_BASE_URL, PLUGIN_CONFIG_ROOT, PLUGIN_ID } from '../../plugin';

/** The data source whose queries the preview answers. */
export const DATA_SOURCE_TYPE = 'grafana-clickhouse-datasource';

const NO_LOGOS = { small: '', large: '' };

/** The part of Grafana's boot data that its npm packages and the plugin read. One user, who may do everything. */
export function grafanaBootData(boot: BootData, theme: ThemeName, origin: string): Record<string, unknown> {
  return {
    assets: { dark: '', light: '' },
    navTree: [],
    user: {
      id: 1,
      uid: 'preview',
      login: 'preview',
      name: 'Preview user',
      email: '',
      isSignedIn: true,
      isGrafanaAdmin: true,
      orgId: 1,
      orgName: 'Main Org.',
      orgRole: 'Admin',
      theme,
      lightTheme: theme === 'light',
      timezone: 'browser',
      weekStart: 'browser',
      language: 'en-US',
      locale: 'en-US',
      permissions: PERMISSIONS,
    },
    settings: {
      appUrl: `${origin}/`,
      appSubUrl: '',
      namespace: 'default',
      buildInfo: {
        version: GRAFANA_VERSION,
        versionString: `Embedded preview ${GRAFANA_VERSION}`,
        commit: 'preview',
        env: 'production',
        edition: 'Open Source',
      },
      dateFormats: DATE_FORMATS,
      featureToggles: {},
      minRefreshInterval: '5s',
      exploreEnabled: false,
      unifiedAlertingEnabled: false,
      timePicker: { quickRanges: [] },
      quickRanges: [],
      panels: {},
      apps: 'json' in boot.plugin ? { [PLUGIN_ID]: appConfig(boot.plugin.json) } : {},
      defaultDatasource: boot.dataSource.name,
      datasources: { [boot.dataSource.name]: dataSourceSettings(boot.dataSource) },
    },
  };
}

/** Only what the preview can really answer; asking for anything else hides the button, as in Grafana without the right. */
const PERMISSIONS = {
  'datasources:read': true,
  'datasources:query': true,
  'plugins.app:access': true,
  'plugins:write': true,
  'alert.rules:read': true,
  'alert.rules:create': true,
  'alert.instances:read': true,
  'alert.instances:create': true,
  'alert.instances:write': true,
  'annotations:read': true,
  'annotations:create': true,
};

const DATE_FORMATS = {
  fullDate: 'YYYY-MM-DD HH:mm:ss',
  useBrowserLocale: false,
  defaultTimezone: 'browser',
  interval: {
    millisecond: 'HH:mm:ss.SSS',
    second: 'HH:mm:ss',
    minute: 'HH:mm',
    hour: 'MM/DD HH:mm',
    day: 'MM/DD',
    month: 'YYYY-MM',
    year: 'YYYY',
  },
};

function appConfig(json: { id: string; info: { version: string } }) {
  return {
    id: json.id,
    path: `${PLUGIN_BASE_URL}/module.js`,
    version: json.info.version,
    preload: true,
    configPath: PLUGIN_CONFIG_ROOT,
  };
}

function dataSourceSettings({ uid, name, defaultDatabase }: BootData['dataSource']) {
  return {
    id: 1,
    uid,
    name,
    type: DATA_SOURCE_TYPE,
    access: 'proxy',
    isDefault: true,
    readOnly: true,
    jsonData: { defaultDatabase },
    meta: {
      id: DATA_SOURCE_TYPE,
      name: 'ClickHouse',
      type: 'datasource',
      baseUrl: '',
      module: '',
      metrics: true,
      logs: true,
      tracing: true,
      annotations: true,
      alerting: true,
      backend: true,
      info: {
        author: { name: 'Grafana Labs' },
        description: '',
        links: [],
        logos: NO_LOGOS,
        screenshots: [],
        updated: '',
        version: '4.20.0',
      },
    },
  };
}
