import { type MetricFindValue } from '@grafana/data';
import { AdHocFiltersVariable, sceneGraph } from '@grafana/scenes';

import { chosenDataSourceUid, VARIABLES } from './variables';
import { attributeKeys, attributeValues } from '../../queries/catalogue/catalogue';
import { type FieldSet } from '../../queries/fields';
import { ANY_VALUE, type Filter, where } from '../../queries/filters';
import { type TableMapping } from '../../queries/tables';
import { columnOf, queryOnce } from '../grafana/query';

/**
 * The filters of a page. They become SQL here and nowhere else; menus ask the attribute catalogue for keys and values
 * that occur on the days of the time range.
 */
export function filtersVariable(tables: TableMapping, fields: FieldSet): AdHocFiltersVariable {
  const variable = new AdHocFiltersVariable({
    name: VARIABLES.filters,
    label: 'Filters',
    layout: 'combobox',
    applyMode: 'manual',
    datasource: null,
    inputPlaceholder: 'Filter by field or attribute',
    allowCustomValue: true,
    supportsMultiValueOperators: true,
    expressionBuilder: (filters) => where(filters, fields).text,
    getTagKeysProvider: async (variable) => ({ replace: true, values: await keys(variable, tables, fields) }),
    getTagValuesProvider: async (variable, filter) => ({
      replace: true,
      values: await values(variable, tables, fields, filter),
    }),
  });
  if (variable.urlSync) {
    // a filter is a step that Back undoes
    variable.urlSync.shouldCreateHistoryStep = () => true;
  }
  return variable;
}

async function keys(
  variable: AdHocFiltersVariable,
  tables: TableMapping,
  fields: FieldSet
): Promise<MetricFindValue[]> {
  const columns = fields.columns.map((key) => ({ text: key, value: key, group: 'Fields' }));
  const question = attributeKeys(tables, fields.signal, 'dashboard');
  const frame = await queryOnce(chosenDataSourceUid(variable), question, rangeOf(variable));
  const sources = columnOf(frame, 'source');
  const attributes = columnOf(frame, 'key')
    .map((key, row) => fields.filterKeyOf({ source: sources[row], key }))
    .filter((key) => key !== undefined)
    .map((key) => ({ text: key, value: key, group: 'Attributes' }));
  return [...columns, ...attributes];
}

async function values(
  variable: AdHocFiltersVariable,
  tables: TableMapping,
  fields: FieldSet,
  { key, operator }: Filter
): Promise<MetricFindValue[]> {
  if (operator === '=~' || operator === '!~') {
    // values of a pattern are written; the menu has the one that means "is there"
    return [{ text: 'any value (the field is set)', value: ANY_VALUE }];
  }
  const entry = fields.catalogueEntry(key);
  if (!entry) {
    return [];
  }
  const question = attributeValues(tables, fields.signal, entry, 'dashboard');
  const frame = await queryOnce(chosenDataSourceUid(variable), question, rangeOf(variable));
  return columnOf(frame, 'value').map((value) => ({ text: value, value }));
}

const rangeOf = (variable: AdHocFiltersVariable) => sceneGraph.getTimeRange(variable).state.value;
