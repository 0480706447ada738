import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { CHOSEN, DATA_SOURCE } from './query';
import { TABLES } from './scopes';
import { attributeValues } from '../../queries/catalogue/catalogue';
import { ALL, isChosen, NONE } from '../../queries/chosen';
import { dashboardVariable, literal, type Sql, sql } from '../../queries/sql';
import { type Signal } from '../../queries/tables';

/** A variable of a dashboard and the condition that it stands for. Values reach SQL percent-encoded: see `dashboardVariable`. */
export interface Chooser {
  variable: QueryVariableBuilder;
  /** The condition on rows of its signal. */
  condition: Sql;
}

interface Choice {
  name: string;
  label: string;
  description: string;
  signal: Signal;
  /** Column of the tables that has the values. */
  column: Sql;
}

/** One value of a column, from the attribute catalogue, or all. */
function chooser({ name, label, description, signal, column }: Choice): Chooser {
  const values = attributeValues(TABLES, signal, { source: 'Column', key: column.text }, 'dashboard');
  // one that has none cannot be in the catalogue
  const menu = sql`SELECT arrayJoin(arrayConcat(groupArray(toString(value)), [${literal(NONE)}])) AS value FROM (${values})`;
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(CHOSEN)
    .query({ refId: name, editorType: 'sql', queryType: 'sql', pluginVersion: '4.20.0', format: 1, rawSql: menu.text })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .includeAll(true)
    .allValue(ALL)
    .current({ selected: true, text: 'All', value: '$__all' });
  return { variable, condition: isChosen(column, name) };
}

export const service = chooser({
  name: 'service',
  label: 'Service',
  description: 'One service, or all',
  signal: 'traces',
  column: sql`ServiceName`,
});

export const actor = chooser({
  name: 'actor',
  label: 'Actor',
  description: 'Who did it, or everybody',
  signal: 'logs',
  column: sql`Actor`,
});

export const tenant = chooser({
  name: 'tenant',
  label: 'Tenant',
  description: 'One tenant, or all',
  signal: 'logs',
  column: sql`Tenant`,
});

export const dataSource = () => new DatasourceVariableBuilder(DATA_SOURCE).label('Data source').type(CHOSEN.type ?? '');

const OBJECTIVES = ['99', '99.5', '99.9', '99.95', '99.99'];

/** Share of requests that must succeed, chosen in percent. */
export const objective = () =>
  new CustomVariableBuilder('objective')
    .label('Objective')
    .description('Percent of requests that must succeed')
    .values(OBJECTIVES.join(','))
    .current({ selected: true, text: '99.5', value: '99.5' });

/** The chosen objective, 0 to 1 without its ends; what is no number is the loosest one. */
export const chosenObjective: Sql = sql`least(0.999999, greatest(0.5, toFloat64OrZero(${dashboardVariable('objective')}) / 100))`;
