import {
  type CustomVariableValue,
  sceneGraph,
  SceneObjectBase,
  type SceneVariable,
  type SceneVariableState,
} from '@grafana/scenes';

import { currentRange } from './currentScope';
import { filterKeysOf } from './variables';
import { mayUseTotals } from '../../queries/services/totals';
import { type Sql } from '../../queries/sql';

interface SqlByRangeState extends SceneVariableState {
  sql: Sql;
  sqlOfTotals: Sql;
}

interface Either {
  refId: string;
  sql: Sql;
  sqlOfTotals?: Sql;
}

const nameOf = ({ refId }: Either) => `sql_of_${refId}`;

/** A reference to a variable of the page, as `grafanaVariable` writes it. */
const REFERENCE = /\$\{\w+\}/g;

/**
 * A question in two forms, of which the one is asked that fits the range and the filters of the moment when it is sent. A
 * variable, because that moment is known to no one else: Scenes sends queries by itself when time or filters change.
 */
export class SqlByRange extends SceneObjectBase<SqlByRangeState> implements SceneVariable<SqlByRangeState> {
  constructor(question: Either) {
    const { sql, sqlOfTotals = sql } = question;
    super({ type: 'custom', name: nameOf(question), sql, sqlOfTotals });
  }

  /**
   * What a query says instead of its SQL. Scenes runs a query again when a variable changes that stands in it, so those that
   * stand in either form are named; the data source does not look at them.
   */
  static referenceTo(question: Either) {
    const { sql, sqlOfTotals = sql } = question;
    const narrowedBy = `${sql.text} ${sqlOfTotals.text}`.match(REFERENCE) ?? [];
    return { rawSql: `\${${nameOf(question)}}`, narrowedBy: [...new Set(narrowedBy)].join(' ') };
  }

  getValue(): CustomVariableValue {
    return { formatter: () => sceneGraph.interpolate(this, this.chosen().text) };
  }

  private chosen(): Sql {
    const { sql, sqlOfTotals } = this.state;
    return mayUseTotals(currentRange(this), filterKeysOf(this)) ? sqlOfTotals : sql;
  }
}
