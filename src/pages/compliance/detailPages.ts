import { EmbeddedScene, SceneAppPage, SceneControlsSpacer, type SceneObject } from '@grafana/scenes';

import { DraftView } from './DraftView';
import { QueryView } from './QueryView';
import { RunView } from './RunView';
import { queryUrl, runUrl } from './urls';
import { PAGES, pageUrl } from '../../app/plugin';
import { RootPage } from '../../scenes/RootPage';

/** Pages below that of compliance: one saved query, one run, one draft. */
export const complianceDetailPages = (): SceneAppPage[] => [
  below('queries', (id) => ({ title: id, url: queryUrl(id), body: new QueryView({ id }) })),
  below('runs', (run) => ({ title: `Run ${run.slice(0, 8)}`, url: runUrl(run), body: new RunView({ run }) })),
  below('drafts', (from) => ({
    title: from === 'new' ? 'New query' : `Draft from ${from}`,
    url: `${pageUrl('compliance')}/drafts/${encodeURIComponent(from)}`,
    body: new DraftView({ from }),
  })),
];

type Detail = (id: string) => { title: string; url: string; body: SceneObject };

function below(part: string, detail: Detail): SceneAppPage {
  const page = (id: string) => {
    const { title, url, body } = detail(id);
    return new RootPage({
      title,
      url,
      routePath: '*',
      getParentPage: complianceBreadcrumb,
      getScene: () => new EmbeddedScene({ body }),
    });
  };
  return new RootPage({
    title: PAGES.compliance.title,
    url: `${pageUrl('compliance')}/${part}/`,
    routePath: `${PAGES.compliance.path}/${part}/*`,
    drilldowns: [{ routePath: ':id', getPage: ({ params }) => page(params.id ?? '') }],
    getFallbackPage: () => page(''),
  });
}

const complianceBreadcrumb = () =>
  new SceneAppPage({
    title: PAGES.compliance.title,
    url: pageUrl('compliance'),
    routePath: '',
    getScene: () => new EmbeddedScene({ body: new SceneControlsSpacer() }),
  });
