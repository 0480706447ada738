import { urlUtil } from '@grafana/data';
import { escapeUrlPipeDelimiters, sceneGraph, type SceneObject } from '@grafana/scenes';

import { chosenDataSourceUid, VARIABLES } from './variables';

/** Address of another page of the app with this page's time range and data source, narrowed to `filters`. */
export function linkWithContext(
  object: SceneObject,
  url: string,
  filters: Array<{ key: string; value: string }>
): string {
  const { from, to } = sceneGraph.getTimeRange(object).state;
  return urlUtil.renderUrl(url, {
    from,
    to,
    [`var-${VARIABLES.dataSource}`]: chosenDataSourceUid(object),
    [`var-${VARIABLES.filters}`]: filters.map(({ key, value }) =>
      [key, '=', value].map(escapeUrlPipeDelimiters).join('|')
    ),
  });
}
