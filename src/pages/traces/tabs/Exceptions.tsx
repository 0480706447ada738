import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, EmptyState } from '@grafana/ui';

import { exceptionGroups } from '../../../../queries/traces/exceptions';
import { SPAN_KINDS } from '../../../../queries/traces/scope';
import { type SpanScope } from '../../../../queries/traces/spans';
import { ExceptionGroups } from '../../../scenes/ExceptionGroups';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { plural } from '../../../scenes/words';
import { spanKindsOf } from '../pageVariables';

const LIMIT = 100;

interface ExceptionsState extends SceneObjectState {
  sql: ShowSql;
}

/** What failed, grouped by type and message without the parts that differ each time. */
export class Exceptions extends SceneObjectBase<ExceptionsState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Exceptions' }),
      $data: runner([{ refId: 'exceptions', sql: exceptionGroups(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = ExceptionsView;
}

function ExceptionsView({ model }: SceneComponentProps<Exceptions>) {
  const { sql } = model.useState();
  const kinds = spanKindsOf(model);
  const { kinds: chosen } = kinds.useState();
  const answer = useAnswer(model);
  const { rows } = answer;
  const times = rows.reduce((sum, row) => sum + numberOf(row, 'times'), 0);
  const lookAtAll = chosen !== 'all' && (
    <Button size="sm" variant="secondary" onClick={() => kinds.choose('all')}>
      Look at all spans
    </Button>
  );
  return (
    <TabFrame
      model={model}
      name="Exceptions"
      what="exceptions"
      answer={answer}
      sql={sql}
      note={
        rows.length > 0 &&
        `${plural(times, 'failure')} of ${plural(rows.length, 'kind')}: recorded exceptions, and failed spans without one`
      }
      controls={
        lookAtAll && (
          <>
            <span>{SPAN_KINDS[chosen].label} only</span>
            {lookAtAll}
          </>
        )
      }
      empty={
        <EmptyState variant="completed" message="Nothing failed" button={lookAtAll || undefined}>
          No matching span has failed or recorded an exception
          {chosen === 'all' ? '.' : ', but only some of the spans are looked at.'}
        </EmptyState>
      }
    >
      <ExceptionGroups model={model} rows={rows} />
    </TabFrame>
  );
}
