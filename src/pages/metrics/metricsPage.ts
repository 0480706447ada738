import { EmbeddedScene, type SceneAppPage, SceneTimeRange, SceneVariableSet } from '@grafana/scenes';

import { MetricsExplorer } from './MetricsExplorer';
import { METRIC_FIELDS } from '../../../queries/metrics/fields';
import { metricSearch } from '../../../queries/metrics/search';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { filtersVariable } from '../../scenes/filtersVariable';
import { pageControls } from '../../scenes/pageControls';
import { RootPage } from '../../scenes/RootPage';
import { SearchVariable } from '../../scenes/SearchVariable';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Metrics: what is measured, and each as its type asks. */
export function metricsPage(settings: AppSettings): SceneAppPage {
  const tables = tablesOf(settings);
  return new RootPage({
    title: PAGES.metrics.title,
    url: pageUrl('metrics'),
    routePath: PAGES.metrics.path,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(settings),
        filtersVariable(tables, METRIC_FIELDS),
        new SearchVariable({
          name: VARIABLES.search,
          label: 'Search',
          what: 'metrics',
          placeholder: 'Search: words of name or description',
          meaning: metricSearch,
        }),
      ],
    }),
    getScene: () => new EmbeddedScene({ controls: pageControls(), body: new MetricsExplorer(tables) }),
  });
}
