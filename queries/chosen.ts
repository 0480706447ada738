import { dashboardVariable, literal, type Sql, sql } from './sql';

/** Value of a dashboard's variable that stands for all: no condition. */
export const ALL = '*';

/** How an empty value is called in menus and tables of dashboards, where nothing at all cannot be chosen. */
export const NONE = '(none)';

/** The column as dashboards show it. */
export const named = (column: Sql): Sql => sql`if(${column} = '', ${literal(NONE)}, toString(${column}))`;

/** The column has the value that is chosen in a dashboard's variable, one value or ALL. Prunes by the primary key. */
export function isChosen(column: Sql, variable: string): Sql {
  const value = dashboardVariable(variable);
  return sql`(${value} = ${literal(ALL)} OR ${column} = ${value} OR (${value} = ${literal(NONE)} AND ${column} = ''))`;
}
