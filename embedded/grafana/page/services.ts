import {
  type CurrentUserDTO,
  DataSourcePlugin,
  EventBusSrv,
  type GrafanaConfig,
  locationUtil,
  setTimeZoneResolver,
} from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  config,
  FakeEchoSrv,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setCurrentUser,
  setDataSourceSrv,
  setEchoSrv,
  setHelpNavItemHook,
  setMegaMenuOpenHook,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { setDataSourcePicker } from '@runtime-esm/components/DataSourcePicker.mjs';
import { setPanelDataErrorView } from '@runtime-esm/components/PanelDataErrorView.mjs';
import { setPluginPage } from '@runtime-esm/components/PluginPage.mjs';
import { setDataSourcePluginImporter } from '@runtime-esm/services/dataSource/dataSource.mjs';
import { initDataSourceInstanceSettings } from '@runtime-esm/services/dataSource/settings.mjs';

import { createBackendSrv } from './data/backendSrv';
import { ClickHouseDataSource } from './data/clickHouseDataSource';
import { dataSourceSrv } from './data/dataSourceSrv';
import { fillRegistries } from './data/registries';
import { runRequest } from './data/runRequest';
import { templateSrv } from './data/templateSrv';
import { TOP_BAR_HEIGHT } from './frame/chrome';
import { DataSourcePicker } from './frame/DataSourcePicker';
import { PluginPage } from './frame/PluginPage';
import { PanelDataError } from './panels/PanelDataError';
import { importPanel, knownPanel } from './panels/panelPlugins';

/** Sets everything that Grafana sets at start and that @grafana/runtime, scenes or a plugin asks for. Once only. */
export async function startServices(): Promise<void> {
  await initPluginTranslations('grafana');
  fillRegistries();
  setTimeZoneResolver(() => config.bootData.user.timezone);
  locationUtil.initialize({
    config: config as unknown as GrafanaConfig, // the declared type lags behind the class in a few unused fields
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
    getVariablesUrlParams: () => ({}),
  });

  const appEvents = new EventBusSrv();
  setAppEvents(appEvents);
  setBackendSrv(createBackendSrv(appEvents));
  setTemplateSrv(templateSrv);
  setDataSourceSrv(dataSourceSrv);
  initDataSourceInstanceSettings(config.datasources, config.defaultDatasource);
  setDataSourcePluginImporter(
    async () => new DataSourcePlugin(ClickHouseDataSource) as unknown as DataSourcePlugin<never>
  );
  setRunRequest(runRequest);
  setEchoSrv(new FakeEchoSrv());
  setPluginImportUtils({ importPanelPlugin: importPanel, getPanelPluginFromCache: knownPanel });
  setCurrentUser(currentUser(config.bootData.user));

  setPluginPage(PluginPage);
  setPanelDataErrorView(PanelDataError);
  setDataSourcePicker(DataSourcePicker);
  setHooks();
}

/** Extensions, help and "return to previous" are Grafana's own; a plugin that asks for them gets none. */
function setHooks(): void {
  setChromeHeaderHeightHook(() => TOP_BAR_HEIGHT);
  setMegaMenuOpenHook(() => [false, () => {}]);
  setReturnToPreviousHook(() => () => {});
  setHelpNavItemHook(() => undefined);
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
}

function currentUser(user: CurrentUserDTO) {
  return { ...user } as Parameters<typeof setCurrentUser>[0];
}
