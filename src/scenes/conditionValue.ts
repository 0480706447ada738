import { type CustomVariableValue } from '@grafana/scenes';

import { type Sql } from '../../queries/sql';

/** What a variable means in SQL: a query gets the condition, never the text that the address or a person brought. */
export class ConditionValue implements CustomVariableValue {
  constructor(private readonly condition: Sql) {}

  formatter() {
    return this.condition.text;
  }
}
