import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState } from '@grafana/ui';

import { exceptionGroups } from '../../../../queries/traces/exceptions';
import { type SpanScope } from '../../../../queries/traces/spans';
import { ExceptionGroups } from '../../../scenes/ExceptionGroups';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { plural } from '../../../scenes/words';

const LIMIT = 100;

interface ErrorsState extends SceneObjectState {
  sql: ShowSql;
}

/** What failed in the service, grouped by type and message. */
export class Errors extends SceneObjectBase<ErrorsState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Errors' }),
      $data: runner([{ refId: 'exceptions', sql: exceptionGroups(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = ErrorsView;
}

function ErrorsView({ model }: SceneComponentProps<Errors>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const times = answer.rows.reduce((sum, row) => sum + numberOf(row, 'times'), 0);
  return (
    <TabFrame
      model={model}
      name="Errors"
      what="errors"
      answer={answer}
      sql={sql}
      note={
        answer.rows.length > 0 &&
        `${plural(times, 'failure')} of ${plural(answer.rows.length, 'kind')} in all spans of the service`
      }
      empty={
        <EmptyState variant="completed" message="Nothing failed">
          No span of the service failed or recorded an exception in this time range.
        </EmptyState>
      }
    >
      <ExceptionGroups model={model} rows={answer.rows} />
    </TabFrame>
  );
}
