import { type MetricFindValue } from '@grafana/data';
import { AdHocFiltersVariable, sceneGraph } from '@grafana/scenes';

import { AUDIT_FIELDS, auditField, catalogueEntry, filterKeyOf } from '../../../queries/audit/fields';
import { attributeKeys, attributeValues } from '../../../queries/catalogue/catalogue';
import { type Filter, where } from '../../../queries/filters';
import { type TableMapping } from '../../../queries/tables';
import { columnOf, queryOnce } from '../../grafana/query';
import { chosenDataSourceUid, VARIABLES } from '../../scenes/variables';

/**
 * The filters of the audit page. They become SQL here and nowhere else; menus ask the attribute
 * catalogue for keys and values that occur on the days of the time range.
 */
export function auditFilters(tables: TableMapping): AdHocFiltersVariable {
  const variable = new AdHocFiltersVariable({
    name: VARIABLES.filters,
    label: 'Filters',
    layout: 'combobox',
    applyMode: 'manual',
    datasource: null,
    inputPlaceholder: 'Filter by field or attribute',
    allowCustomValue: true,
    supportsMultiValueOperators: true,
    expressionBuilder: (filters) => where(filters, auditField).text,
    getTagKeysProvider: async (variable) => ({ replace: true, values: await keys(variable, tables) }),
    getTagValuesProvider: async (variable, filter) => ({
      replace: true,
      values: await values(variable, tables, filter),
    }),
  });
  if (variable.urlSync) {
    // a filter is a step that Back undoes
    variable.urlSync.shouldCreateHistoryStep = () => true;
  }
  return variable;
}

async function keys(variable: AdHocFiltersVariable, tables: TableMapping): Promise<MetricFindValue[]> {
  const columns = Object.keys(AUDIT_FIELDS).map((key) => ({ text: key, value: key, group: 'Fields' }));
  const question = attributeKeys(tables, 'logs', 'dashboard');
  const frame = await queryOnce(chosenDataSourceUid(variable), question, rangeOf(variable));
  const sources = columnOf(frame, 'source');
  const attributes = columnOf(frame, 'key')
    .map((key, row) => filterKeyOf({ source: sources[row], key }))
    .filter((key) => key !== undefined)
    .map((key) => ({ text: key, value: key, group: 'Attributes' }));
  return [...columns, ...attributes];
}

async function values(
  variable: AdHocFiltersVariable,
  tables: TableMapping,
  { key }: Filter
): Promise<MetricFindValue[]> {
  const entry = catalogueEntry(key);
  if (!entry) {
    return [];
  }
  const question = attributeValues(tables, 'logs', entry, 'dashboard');
  const frame = await queryOnce(chosenDataSourceUid(variable), question, rangeOf(variable));
  return columnOf(frame, 'value').map((value) => ({ text: value, value }));
}

const rangeOf = (variable: AdHocFiltersVariable) => sceneGraph.getTimeRange(variable).state.value;
