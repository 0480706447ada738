import { EmbeddedScene, SceneFlexLayout } from '@grafana/scenes';

import { type TableMapping } from '../../../queries/tables';
import { pageControls } from '../../scenes/pageControls';

export function tracesScene(_tables: TableMapping): EmbeddedScene {
  return new EmbeddedScene({
    controls: pageControls(),
    body: new SceneFlexLayout({ direction: 'column', children: [] }),
  });
}
