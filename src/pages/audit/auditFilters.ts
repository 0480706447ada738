import { type MetricFindValue } from '@grafana/data';
import { AdHocFiltersVariable, sceneGraph } from '@grafana/scenes';

import { auditAttributeKeys, auditValues, type AuditScope } from '../../../queries/audit/audit';
import { AUDIT_FIELDS, auditField } from '../../../queries/audit/fields';
import { searchCondition } from '../../../queries/audit/search';
import { type Filter, where } from '../../../queries/filters';
import { and } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { columnOf, queryOnce } from '../../grafana/query';
import { chosenDataSourceUid, searchOf, VARIABLES } from '../../scenes/variables';

/**
 * The filters of the audit page. They become SQL here and nowhere else; menus ask for keys and values that occur in the
 * time range, among the events that the other filters leave.
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
  const frame = await queryOnce(
    chosenDataSourceUid(variable),
    auditAttributeKeys(scopeOf(variable, tables)),
    rangeOf(variable)
  );
  const attributes = columnOf(frame, 'key').map((key) => ({ text: key, value: key, group: 'Attributes' }));
  return [...columns, ...attributes];
}

async function values(
  variable: AdHocFiltersVariable,
  tables: TableMapping,
  { key }: Filter
): Promise<MetricFindValue[]> {
  if (!auditField(key)) {
    return [];
  }
  const question = auditValues(scopeOf(variable, tables, key), key);
  const frame = await queryOnce(chosenDataSourceUid(variable), question, rangeOf(variable));
  return columnOf(frame, 'value').map((value) => ({ text: value || '(empty)', value }));
}

/** The events among which a menu chooses: those that the search and the filters on other fields leave. */
function scopeOf(variable: AdHocFiltersVariable, tables: TableMapping, without?: string): AuditScope {
  const others = variable.state.filters.filter(({ key }) => key !== without);
  const search = searchCondition(searchOf(variable).state.value);
  return { tables, range: 'dashboard', where: and([where(others, auditField), search]) };
}

const rangeOf = (variable: AdHocFiltersVariable) => sceneGraph.getTimeRange(variable).state.value;
