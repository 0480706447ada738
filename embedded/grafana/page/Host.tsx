import { type AppPlugin, PluginContextProvider } from '@grafana/data';
import { LocationServiceProvider, locationSearchToObject, locationService } from '@grafana/runtime';
import { ErrorBoundaryAlert, GlobalStyles, ModalRoot, PortalContainer } from '@grafana/ui';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';

import { type PluginJson } from '../bootData';
import { PLUGIN_CONFIG_ROOT, PLUGIN_ROOT } from '../plugin';
import { Frame } from './frame/Frame';
import { LoadFailure } from './frame/LoadFailure';
import { navigationOf } from './frame/navigation';
import { NotInPreview } from './frame/NotInPreview';
import { PluginConfigPage } from './frame/PluginConfigPage';
import { Router } from './frame/Router';
import { Theme } from './frame/Theme';

type Loaded = { plugin: AppPlugin } | { error: unknown };

/** The whole page: Grafana's providers, the frame, and the plugin's root or why there is none. */
export function Host({ loaded, json }: { loaded: Loaded; json: PluginJson | undefined }) {
  const navigation = navigationOf(json);
  return (
    <Theme>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router>
          <Frame navigation={navigation}>
            {'error' in loaded ? (
              <LoadFailure error={loaded.error} />
            ) : (
              <Routes>
                <Route path={`${PLUGIN_ROOT}/*`} element={<PluginRoot plugin={loaded.plugin} />} />
                <Route path={PLUGIN_CONFIG_ROOT} element={<PluginConfigPage plugin={loaded.plugin} />} />
                <Route path="/" element={<Navigate to={navigation.start} replace />} />
                <Route path="*" element={<NotInPreview start={navigation.start} />} />
              </Routes>
            )}
          </Frame>
          <ModalRoot />
          <PortalContainer />
        </Router>
      </LocationServiceProvider>
    </Theme>
  );
}

function PluginRoot({ plugin }: { plugin: AppPlugin }) {
  const { pathname, search } = useLocation();
  if (!plugin.root) {
    return <LoadFailure error={new Error('The plugin sets no root page (AppPlugin.setRootPage)')} />;
  }
  return (
    <ErrorBoundaryAlert style="page" boundaryName="plugin-root">
      <PluginContextProvider meta={plugin.meta}>
        <plugin.root
          basename={PLUGIN_ROOT}
          meta={plugin.meta}
          path={pathname}
          query={locationSearchToObject(search)}
          onNavChanged={() => {}}
        />
      </PluginContextProvider>
    </ErrorBoundaryAlert>
  );
}
