import { EmbeddedScene, SceneAppPage, SceneControlsSpacer } from '@grafana/scenes';

import { Runbook } from './Runbook';
import { runbookUrl } from './runbooks';
import { PAGES, pageUrl } from '../../app/plugin';
import { RootPage } from '../../scenes/RootPage';

/** Every address below that of the runbooks: one page each. They are text, and ask nothing. */
export function runbookPages(): SceneAppPage {
  return new RootPage({
    title: 'Runbook',
    url: `${pageUrl('pipeline')}/runbooks/`,
    routePath: `${PAGES.pipeline.path}/runbooks/*`,
    drilldowns: [{ routePath: ':id', getPage: ({ params }) => runbookPage(params.id ?? '') }],
    getFallbackPage: () => runbookPage(''),
  });
}

function runbookPage(id: string): SceneAppPage {
  return new RootPage({
    title: 'Runbook',
    url: runbookUrl(id),
    routePath: '*',
    getParentPage: pipelineBreadcrumb,
    getScene: () => new EmbeddedScene({ body: new Runbook({ id }) }),
  });
}

const pipelineBreadcrumb = () =>
  new SceneAppPage({
    title: PAGES.pipeline.title,
    url: pageUrl('pipeline'),
    routePath: '',
    getScene: () => new EmbeddedScene({ body: new SceneControlsSpacer() }),
  });
