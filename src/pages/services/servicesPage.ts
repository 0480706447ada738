import { EmbeddedScene, type SceneAppPage, SceneTimeRange, SceneVariableSet } from '@grafana/scenes';

import { ServiceList } from './ServiceList';
import { SERVICE_FIELDS, serviceSearch } from '../../../queries/services/fields';
import { type ServiceScope } from '../../../queries/services/services';
import { and, grafanaVariable } from '../../../queries/sql';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { filtersVariable } from '../../scenes/filtersVariable';
import { pageControls } from '../../scenes/pageControls';
import { RootPage } from '../../scenes/RootPage';
import { SearchVariable } from '../../scenes/SearchVariable';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Services: which of them needs a person, and how each does against the period before. */
export function servicesPage(settings: AppSettings): SceneAppPage {
  const tables = tablesOf(settings);
  const scope: ServiceScope = {
    tables,
    range: 'dashboard',
    where: and([grafanaVariable(VARIABLES.filters), grafanaVariable(VARIABLES.search)]),
  };
  return new RootPage({
    title: PAGES.services.title,
    url: pageUrl('services'),
    routePath: PAGES.services.path,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(settings),
        filtersVariable(tables, SERVICE_FIELDS),
        new SearchVariable({
          name: VARIABLES.search,
          label: 'Search',
          what: 'services',
          placeholder: 'Search: words of the name',
          meaning: serviceSearch,
        }),
      ],
    }),
    getScene: () => new EmbeddedScene({ controls: pageControls(), body: new ServiceList(scope) }),
  });
}
