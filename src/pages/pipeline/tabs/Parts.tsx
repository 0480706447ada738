import { formattedValueToString, getValueFormat } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { ALERT_THRESHOLDS } from '../../../../queries/alerts/thresholds';
import { partsNow } from '../../../../queries/pipeline/pipeline';
import { AnswerState, useAnswer } from '../../../scenes/answer';
import { compactTable } from '../../../scenes/compactTable';
import { runner } from '../../../scenes/query';
import { rowsOfFrame } from '../../../scenes/rows';
import { ShowSql } from '../../../scenes/ShowSql';
import { TabHeader } from '../../../scenes/TabHeader';
import { count } from '../../../scenes/words';

interface PartsState extends SceneObjectState {
  sql: ShowSql;
}

/** Into how many parts each table is cut, which decides whether inserts go on. */
export class Parts extends SceneObjectBase<PartsState> {
  constructor(database: string) {
    super({
      sql: new ShowSql({ title: 'Parts' }),
      $data: runner([{ refId: 'parts', sql: partsNow(database), as: 'table' }]),
    });
  }

  static Component = PartsView;
}

const bytes = (n: number) => formattedValueToString(getValueFormat('bytes')(n, 1));

function PartsView({ model }: SceneComponentProps<Parts>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const rows = rowsOfFrame(answer.frames[0]);
  const styles = useStyles2(compactTable);
  return (
    <section aria-label="Parts and merges" aria-busy={answer.loading}>
      <TabHeader
        hint={`Active parts now. An alert is raised at ${ALERT_THRESHOLDS.parts} in one partition; ClickHouse slows inserts down at 1,000.`}
      >
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The parts" />
      {rows.length > 0 && (
        <div className={styles.viewport} tabIndex={0} role="group" aria-label={`${rows.length} tables`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Table</th>
                {['Parts of its fullest partition', 'All parts', 'Rows', 'On disk', 'Merges that run'].map((name) => (
                  <th key={name} scope="col" className={styles.number}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.text('table')}>
                  <td>{row.text('table')}</td>
                  <td className={styles.number}>
                    <span className={row.number('parts') > ALERT_THRESHOLDS.parts ? styles.failed : undefined}>
                      {count(row.number('parts'))}
                      {row.number('parts') > ALERT_THRESHOLDS.parts && ' (too many)'}
                    </span>
                  </td>
                  <td className={styles.number}>{count(row.number('all_parts'))}</td>
                  <td className={styles.number}>{count(row.number('rows'))}</td>
                  <td className={styles.number}>{bytes(row.number('bytes'))}</td>
                  <td className={styles.number}>{count(row.number('merges'))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
