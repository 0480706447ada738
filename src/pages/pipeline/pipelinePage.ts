import {
  EmbeddedScene,
  type SceneAppPage,
  SceneFlexItem,
  SceneFlexLayout,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';

import { NotMeasured } from './NotMeasured';
import { PipelineState } from './PipelineState';
import { pipelineQuestions } from './questions';
import { Alerts } from './tabs/Alerts';
import { Consumers } from './tabs/Consumers';
import { DeadLetters } from './tabs/DeadLetters';
import { Partitions } from './tabs/Partitions';
import { Parts } from './tabs/Parts';
import { Timeline } from './tabs/Timeline';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { LazyTabs } from '../../scenes/LazyTabs';
import { pageControls } from '../../scenes/pageControls';
import { runner } from '../../scenes/query';
import { RootPage } from '../../scenes/RootPage';
import { ShowSql } from '../../scenes/ShowSql';
import { dataSourceVariable } from '../../scenes/variables';

/** Pipeline: does what is sent arrive, and where does it wait? */
export function pipelinePage(settings: AppSettings): SceneAppPage {
  return new RootPage({
    title: PAGES.pipeline.title,
    url: pageUrl('pipeline'),
    routePath: PAGES.pipeline.path,
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
    $variables: new SceneVariableSet({ variables: [dataSourceVariable(settings)] }),
    getScene: () => pipelineScene(settings),
  });
}

function pipelineScene(settings: AppSettings): EmbeddedScene {
  const tables = tablesOf(settings);
  if (tables.layout !== 'girok') {
    return new EmbeddedScene({ controls: pageControls(), body: new NotMeasured({}) });
  }
  const { database } = tables;
  return new EmbeddedScene({
    controls: pageControls(),
    // the sentences and the tables answer from the same rows, so they cannot disagree
    $data: runner(pipelineQuestions(tables)),
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({
          ySizing: 'content',
          body: new PipelineState({ sql: new ShowSql({ title: 'State of the pipeline' }) }),
        }),
        new SceneFlexItem({
          minHeight: 360,
          body: new LazyTabs(
            [
              { key: 'partitions', label: 'Partitions', make: () => new Partitions(database) },
              { key: 'consumers', label: 'Consumers', make: () => new Consumers({}) },
              { key: 'dead-letters', label: 'Dead letters', make: () => new DeadLetters(database) },
              {
                key: 'alerts',
                label: 'Alerts',
                make: () => new Alerts({ hasSidecar: Boolean(settings.sidecarUrl?.trim()) }),
              },
              { key: 'timeline', label: 'Timeline', make: () => new Timeline(tables) },
              { key: 'parts', label: 'Parts and merges', make: () => new Parts(database) },
            ],
            'Parts of the pipeline'
          ),
        }),
      ],
    }),
  });
}
