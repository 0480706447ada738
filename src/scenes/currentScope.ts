import { sceneGraph, type SceneObject } from '@grafana/scenes';

import { filtersOf, searchOf } from './variables';
import { type FieldSet } from '../../queries/fields';
import { where } from '../../queries/filters';
import { and, type Sql } from '../../queries/sql';

/** What the page's filters and search mean now, for queries that are asked outside of the page's own. */
export function currentCondition(object: SceneObject, fields: FieldSet): Sql {
  const search = searchOf(object);
  return and([where(filtersOf(object).state.filters, fields), search.state.meaning(search.state.value)]);
}

/** The page's time range as it is now, in ms since 1970. */
export function currentRange(object: SceneObject): { from: number; to: number } {
  const { from, to } = sceneGraph.getTimeRange(object).state.value;
  return { from: from.valueOf(), to: to.valueOf() };
}
