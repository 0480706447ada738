import { type UrlQueryMap, urlUtil } from '@grafana/data';
import { escapeUrlPipeDelimiters, sceneGraph, type SceneObject } from '@grafana/scenes';

import { chosenDataSourceUid, valueFilter, VARIABLES } from './variables';
import { type Operator } from '../../queries/filters';

/** A moment and how long it lasted, in ms since 1970. */
export interface Moment {
  from: number;
  to: number;
}

const HALF_AN_HOUR = 30 * 60_000;

/**
 * What links carry: the data source and the page's time range. From a trace that does not lie in that range it is the hour
 * around the trace: a trace is shown whatever the range, and a link to an empty list would be a dead end.
 */
export function contextOf(model: SceneObject, moment?: Moment): UrlQueryMap {
  const { from, to, value } = sceneGraph.getTimeRange(model).state;
  const contains = !moment || (value.from.valueOf() <= moment.from && moment.to <= value.to.valueOf());
  return {
    from: contains ? from : new Date(moment.from - HALF_AN_HOUR).toISOString(),
    to: contains ? to : new Date(moment.to + HALF_AN_HOUR).toISOString(),
    [`var-${VARIABLES.dataSource}`]: chosenDataSourceUid(model),
  };
}

/** A filter as the address has it. */
export const filterText = (key: string, operator: Operator, value: string) =>
  [key, operator, value].map(escapeUrlPipeDelimiters).join('|');

/** Address of another page of the app with this page's time range and data source, narrowed to `filters`. */
export const linkWithContext = (object: SceneObject, url: string, filters: Array<{ key: string; value: string }>) =>
  urlUtil.renderUrl(url, {
    ...contextOf(object),
    [`var-${VARIABLES.filters}`]: filters.map(({ key, value }) => {
      // a filter cannot be empty: "has none" is said in another way
      const filter = valueFilter(true, value);
      return filterText(key, filter.operator, filter.value);
    }),
  });
