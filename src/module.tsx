import { AppPlugin, type AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { lazy, Suspense } from 'react';

import { type AppSettings } from './app/settings';
import { acknowledgeLink, alertLink, queriesLink, traceViewLink } from './extensions/addedLinks';
import { type EmbeddedTraceProps } from './scenes/trace/EmbeddedTrace';

const LazyApp = lazy(() => import('./app/load').then(({ loadApp }) => loadApp()));
const LazyTraceView = lazy(() => import('./app/load').then(({ loadTraceView }) => loadTraceView()));
const LazyConfigurationPage = lazy(() => import('./app/ConfigurationPage'));

const App = (props: AppRootProps<AppSettings>) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyApp {...props} />
  </Suspense>
);

const ConfigurationPage = (props: React.ComponentProps<typeof LazyConfigurationPage>) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyConfigurationPage {...props} />
  </Suspense>
);

const TraceView = (props: EmbeddedTraceProps) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyTraceView {...props} />
  </Suspense>
);

/** Entry of the plugin: kept small, because Grafana loads it before anybody opens the app. */
export const plugin = new AppPlugin<AppSettings>()
  .setRootPage(App)
  .addConfigPage({
    title: 'Configuration',
    icon: 'cog',
    id: 'configuration',
    body: ConfigurationPage,
  })
  // what is added and exposed is also declared in plugin.json: Grafana refuses it otherwise
  .exposeComponent({
    id: 'girok-telemetry-app/trace-view/v1',
    title: 'Trace view',
    description: 'The waterfall of one trace with its audit events',
    component: TraceView,
  })
  .addLink(queriesLink)
  .addLink(traceViewLink)
  .addLink(alertLink)
  .addLink(acknowledgeLink);
