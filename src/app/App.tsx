import { type AppRootProps } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { SceneApp, useSceneApp } from '@grafana/scenes';
import { useMemo } from 'react';
import { matchPath, Navigate, useLocation } from 'react-router-dom';

import { ErrorBoundary } from './ErrorBoundary';
import { Onboarding } from './Onboarding';
import { DATA_SOURCE_TYPE, pageUrl, ROOT_URL } from './plugin';
import { type AppSettings } from './settings';
import { usePageTimings } from './usePageTimings';
import { auditPage } from '../pages/audit/auditPage';
import { compliancePage } from '../pages/compliance/compliancePage';
import { complianceDetailPages } from '../pages/compliance/detailPages';
import { metricsPage } from '../pages/metrics/metricsPage';
import { overviewPage } from '../pages/overview/overviewPage';
import { pipelinePage } from '../pages/pipeline/pipelinePage';
import { runbookPages } from '../pages/pipeline/runbookPages';
import { serviceDetailPage } from '../pages/services/serviceDetailPage';
import { servicesPage } from '../pages/services/servicesPage';
import { tracePages } from '../pages/trace/tracePage';
import { tracesPage } from '../pages/traces/tracesPage';

/** The app: its pages, or the way to a data source when there is none. */
export default function App({ meta }: AppRootProps<AppSettings>) {
  const hasDataSource = getDataSourceSrv().getList({ pluginId: DATA_SOURCE_TYPE }).length > 0;
  return <ErrorBoundary>{hasDataSource ? <Pages settings={meta.jsonData ?? {}} /> : <Onboarding />}</ErrorBoundary>;
}

function Pages({ settings }: { settings: AppSettings }) {
  const makeApp = useMemo(
    () => () =>
      new SceneApp({
        pages: [
          overviewPage(settings),
          auditPage(settings),
          tracesPage(settings),
          tracePages(settings),
          servicesPage(settings),
          serviceDetailPage(settings),
          metricsPage(settings),
          pipelinePage(settings),
          runbookPages(),
          compliancePage(),
          ...complianceDetailPages(),
        ],
        urlSyncOptions: { createBrowserHistorySteps: true, updateUrlOnInit: true },
      }),
    [settings]
  );
  const app = useSceneApp(makeApp);
  const { pathname } = useLocation();
  const route = app.state.pages
    .map(({ state }) => state.routePath)
    .find((path) => matchPath(`${ROOT_URL}/${path}`, pathname));
  usePageTimings(settings.reportTimings === true, route);
  return route !== undefined ? <app.Component model={app} /> : <Navigate replace to={pageUrl('overview')} />;
}
