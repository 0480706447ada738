import { SceneQueryRunner, SceneVariableSet } from '@grafana/scenes';

import { SqlByRange } from './SqlByRange';
import { CHOSEN_DATA_SOURCE } from './variables';
import { type Sql } from '../../queries/sql';

/** Formats of the ClickHouse data source: 0 makes a series per label, 1 leaves rows as they are. */
const FORMAT = { timeseries: 0, table: 1 } as const;

export interface Question {
  refId: string;
  sql: Sql;
  as: keyof typeof FORMAT;
  /** What is asked in its place of a range and filters that `mayUseTotals` takes, with the same answer. */
  sqlOfTotals?: Sql;
}

/** A query as the ClickHouse data source wants it; without `pluginVersion` its editor would take it for an old one. */
export function toQuery({ refId, sql, as }: Question) {
  return {
    refId,
    datasource: CHOSEN_DATA_SOURCE,
    pluginVersion: '4.20.0',
    editorType: 'sql',
    rawSql: sql.text,
    format: FORMAT[as],
    queryType: as,
  };
}

/** Runs the questions when the page's time, filters or search change. A new run cancels the one before it. */
export function runner(questions: Question[], maxDataPoints = 120): SceneQueryRunner {
  const either = questions.flatMap((question) => (question.sqlOfTotals ? [new SqlByRange(question)] : []));
  return new SceneQueryRunner({
    datasource: CHOSEN_DATA_SOURCE,
    queries: questions.map((question) =>
      question.sqlOfTotals ? { ...toQuery(question), ...SqlByRange.referenceTo(question) } : toQuery(question)
    ),
    maxDataPoints,
    $variables: either.length > 0 ? new SceneVariableSet({ variables: either }) : undefined,
  });
}
