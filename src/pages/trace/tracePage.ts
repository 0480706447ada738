import {
  EmbeddedScene,
  SceneAppPage,
  SceneControlsSpacer,
  SceneRefreshPicker,
  SceneTimeRange,
  SceneVariableSet,
  VariableValueSelectors,
} from '@grafana/scenes';

import { type TableMapping } from '../../../queries/tables';
import { readTraceId } from '../../../queries/trace/traceId';
import { PAGES, pageUrl, traceUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { RootPage } from '../../scenes/RootPage';
import { NotATraceId } from '../../scenes/trace/TraceProblem';
import { TraceView } from '../../scenes/trace/TraceView';
import { dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Every address below that of the traces: one page a trace. */
export function tracePages(settings: AppSettings): SceneAppPage {
  return new RootPage({
    title: 'Trace',
    url: `${pageUrl('traces')}/`,
    routePath: `${PAGES.traces.path}/*`,
    drilldowns: [{ routePath: ':traceId', getPage: ({ params }) => tracePage(settings, params.traceId ?? '') }],
    getFallbackPage: () => tracePage(settings, ''),
  });
}

/** One trace. The time range is not asked: it is carried to the pages that one goes to from here. */
function tracePage(settings: AppSettings, text: string): SceneAppPage {
  return new RootPage({
    title: 'Trace',
    url: traceUrl(text),
    routePath: '*',
    getParentPage: tracesBreadcrumb,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({ variables: [dataSourceVariable(settings)] }),
    getScene: () => traceScene(tablesOf(settings), text),
  });
}

function traceScene(tables: TableMapping, text: string): EmbeddedScene {
  const read = readTraceId(text);
  return new EmbeddedScene({
    controls: [
      new VariableValueSelectors({}),
      new SceneControlsSpacer(),
      new SceneRefreshPicker({ isOnCanvas: true, withText: true }),
    ],
    body: read.kind === 'traceId' ? new TraceView({ traceId: read.traceId, tables }) : new NotATraceId({ text }),
  });
}

/** The way back: with the time range and the data source, without what only a trace has. */
const tracesBreadcrumb = () =>
  new SceneAppPage({
    title: PAGES.traces.title,
    url: pageUrl('traces'),
    routePath: '',
    preserveUrlKeys: ['from', 'to', `var-${VARIABLES.dataSource}`],
    getScene: () => new EmbeddedScene({ body: new SceneControlsSpacer() }),
  });
