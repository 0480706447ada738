import { type SceneObject } from '@grafana/scenes';

import { filtersOf } from '../../scenes/variables';

/** Filters the page by these values alone of their fields; other filters stay. */
export function narrowTo(object: SceneObject, values: Record<string, string>): void {
  const variable = filtersOf(object);
  const others = variable.state.filters.filter(({ key }) => !Object.hasOwn(values, key));
  const added = Object.entries(values).map(([key, value]) => ({ key, operator: '=', value }));
  variable.setState({ filters: [...others, ...added] });
}
