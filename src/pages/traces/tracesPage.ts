import { type SceneAppPage, SceneTimeRange, SceneVariableSet } from '@grafana/scenes';
import { VariableHide } from '@grafana/schema';

import { TRACES_VARIABLES } from './pageVariables';
import { SelectionVariable } from './SelectionVariable';
import { SpanKindsVariable } from './SpanKindsVariable';
import { tracesScene } from './tracesScene';
import { SPAN_FIELDS } from '../../../queries/traces/fields';
import { spanSearch } from '../../../queries/traces/search';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { filtersVariable } from '../../scenes/filtersVariable';
import { RootPage } from '../../scenes/RootPage';
import { SearchVariable } from '../../scenes/SearchVariable';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Traces: what was slow, what failed, and where the time went. */
export function tracesPage(settings: AppSettings): SceneAppPage {
  const tables = tablesOf(settings);
  return new RootPage({
    title: PAGES.traces.title,
    url: pageUrl('traces'),
    routePath: PAGES.traces.path,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(settings),
        new SpanKindsVariable({ name: TRACES_VARIABLES.kinds, hide: VariableHide.hideVariable }),
        new SelectionVariable(TRACES_VARIABLES.selection),
        filtersVariable(tables, SPAN_FIELDS),
        new SearchVariable({
          name: VARIABLES.search,
          label: 'Search',
          what: 'spans',
          placeholder: 'Search: words, trace id, span id',
          meaning: spanSearch,
        }),
      ],
    }),
    getScene: () => tracesScene(tables),
  });
}
