import { AdHocFiltersVariable, DataSourceVariable, sceneGraph, type SceneObject } from '@grafana/scenes';

import { SearchVariable } from './SearchVariable';
import { ANY_VALUE, type Operator } from '../../queries/filters';
import { DATA_SOURCE_TYPE } from '../app/plugin';
import { type AppSettings } from '../app/settings';

/** Names of the variables that every page has; they are part of every link. */
export const VARIABLES = { dataSource: 'ds', filters: 'filters', search: 'search' } as const;

/** Reference to the data source that is chosen on the page. */
export const CHOSEN_DATA_SOURCE = { type: DATA_SOURCE_TYPE, uid: `\${${VARIABLES.dataSource}}` };

export function dataSourceVariable(settings: AppSettings): DataSourceVariable {
  return new DataSourceVariable({
    name: VARIABLES.dataSource,
    label: 'Data source',
    pluginId: DATA_SOURCE_TYPE,
    value: settings.dataSourceUid ?? '',
  });
}

/** A filter for a value as it is shown: the empty one stands for "has none", and a filter cannot be empty. */
export function valueFilter(isIncluded: boolean, value: string): { operator: Operator; value: string } {
  if (value === '') {
    return { operator: isIncluded ? '!~' : '=~', value: ANY_VALUE };
  }
  return { operator: isIncluded ? '=' : '!=', value };
}

/** The filters of the page that `object` is on. @throws Error on a page without filters */
export function filtersOf(object: SceneObject): AdHocFiltersVariable {
  const variable = sceneGraph.lookupVariable(VARIABLES.filters, object);
  if (!(variable instanceof AdHocFiltersVariable)) {
    throw new Error('This page has no filters');
  }
  return variable;
}

/** The keys that the page of `object` is narrowed by; none on a page without filters. */
export function filterKeysOf(object: SceneObject): string[] {
  const variable = sceneGraph.lookupVariable(VARIABLES.filters, object);
  return variable instanceof AdHocFiltersVariable ? variable.state.filters.map(({ key }) => key) : [];
}

/** The search box of the page that `object` is on. @throws Error on a page without one */
export function searchOf(object: SceneObject): SearchVariable {
  const variable = sceneGraph.lookupVariable(VARIABLES.search, object);
  if (!(variable instanceof SearchVariable)) {
    throw new Error('This page has no search box');
  }
  return variable;
}

/** Uid of the data source that is chosen on the page. */
export const chosenDataSourceUid = (object: SceneObject) => sceneGraph.interpolate(object, CHOSEN_DATA_SOURCE.uid);

/** Adds a condition to the page's filters; one that is there already is not added twice. */
export function addFilter(object: SceneObject, key: string, operator: Operator, value: string) {
  const variable = filtersOf(object);
  const { filters } = variable.state;
  if (!filters.some((filter) => filter.key === key && filter.operator === operator && filter.value === value)) {
    variable.setState({ filters: [...filters, { key, operator, value }] });
  }
}
