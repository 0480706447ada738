import {
  EmbeddedScene,
  SceneAppPage,
  SceneControlsSpacer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';

import { ServiceSummary } from './ServiceSummary';
import { SERVICE_VARIABLE, ServiceVariable } from './ServiceVariable';
import { Objectives } from './slo/Objectives';
import { Dependencies } from './tabs/Dependencies';
import { Errors } from './tabs/Errors';
import { Infrastructure } from './tabs/Infrastructure';
import { Operations } from './tabs/Operations';
import { Runtime } from './tabs/Runtime';
import { ServiceEvents } from './tabs/ServiceEvents';
import { serviceOverview } from './tabs/serviceOverview';
import { SERVICE_FIELDS } from '../../../queries/services/fields';
import { type ServiceScope } from '../../../queries/services/services';
import { and, grafanaVariable } from '../../../queries/sql';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { filtersVariable } from '../../scenes/filtersVariable';
import { LazyTabs } from '../../scenes/LazyTabs';
import { pageControls } from '../../scenes/pageControls';
import { runner } from '../../scenes/query';
import { RootPage } from '../../scenes/RootPage';
import { requestsQuestion, resourcesQuestion } from '../../scenes/services/questions';
import { serviceTitle } from '../../scenes/services/service';
import { SERVICE_URL } from '../../scenes/services/serviceLink';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** One service: how it does, what it is asked, what it asks of others, what fails, and where it runs. */
export function serviceDetailPage(settings: AppSettings): SceneAppPage {
  const tables = tablesOf(settings);
  const scope: ServiceScope = {
    tables,
    range: 'dashboard',
    where: and([SERVICE_VARIABLE, VARIABLES.filters].map((name) => grafanaVariable(name))),
  };
  const service = new ServiceVariable();
  const objectives = new Objectives(settings);
  const page = new RootPage({
    title: 'Service',
    url: SERVICE_URL,
    routePath: `${PAGES.services.path}/service`,
    getParentPage: servicesBreadcrumb,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [dataSourceVariable(settings), service, filtersVariable(tables, SERVICE_FIELDS)],
    }),
    getScene: () => serviceScene(scope, objectives),
  });
  page.addActivationHandler(() => {
    const name = () => page.setState({ title: serviceTitle(service.state.service) });
    name();
    const changes = service.subscribeToState(name);
    return () => changes.unsubscribe();
  });
  return page;
}

const serviceScene = (scope: ServiceScope, objectives: Objectives) =>
  new EmbeddedScene({
    controls: pageControls(),
    // the sentence and the versions answer from the same rows
    $data: runner([requestsQuestion(scope), resourcesQuestion(scope)]),
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({ ySizing: 'content', body: new ServiceSummary({}) }),
        new SceneFlexItem({ minHeight: 420, body: serviceTabs(scope, objectives) }),
      ],
    }),
  });

const serviceTabs = (scope: ServiceScope, objectives: Objectives) =>
  new LazyTabs(
    [
      { key: 'overview', label: 'Overview', make: () => serviceOverview(scope, objectives) },
      { key: 'operations', label: 'Operations', make: () => new Operations(scope) },
      { key: 'dependencies', label: 'Dependencies', make: () => new Dependencies(scope) },
      { key: 'errors', label: 'Errors', make: () => new Errors(scope) },
      { key: 'runtime', label: 'Runtime', make: () => new Runtime(scope) },
      { key: 'events', label: 'Logs and audit events', make: () => new ServiceEvents(scope) },
      { key: 'infrastructure', label: 'Infrastructure', make: () => new Infrastructure(scope) },
    ],
    'Views of the service'
  );

/** The way back: with what narrows the list as well. */
const servicesBreadcrumb = () =>
  new SceneAppPage({
    title: PAGES.services.title,
    url: pageUrl('services'),
    routePath: '',
    preserveUrlKeys: ['from', 'to', `var-${VARIABLES.dataSource}`, `var-${VARIABLES.filters}`],
    getScene: () => new EmbeddedScene({ body: new SceneControlsSpacer() }),
  });
