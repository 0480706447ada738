import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { ClipboardButton, useStyles2 } from '@grafana/ui';

import { deadLettersByReason } from '../../../../queries/pipeline/pipeline';
import { AnswerState, useAnswer } from '../../../scenes/answer';
import { compactTable } from '../../../scenes/compactTable';
import { moment } from '../../../scenes/moment';
import { runner } from '../../../scenes/query';
import { type Row, rowsOfFrame } from '../../../scenes/rows';
import { ShowSql } from '../../../scenes/ShowSql';
import { TabHeader } from '../../../scenes/TabHeader';
import { count } from '../../../scenes/words';

interface DeadLettersState extends SceneObjectState {
  sql: ShowSql;
}

/** Messages of the time range that could not be read, by reason, with the newest of each and how to replay them. */
export class DeadLetters extends SceneObjectBase<DeadLettersState> {
  constructor(database: string) {
    super({
      sql: new ShowSql({ title: 'Dead letters' }),
      $data: runner([{ refId: 'letters', sql: deadLettersByReason(database, 'dashboard'), as: 'table' }]),
    });
  }

  static Component = DeadLettersView;
}

function DeadLettersView({ model }: SceneComponentProps<DeadLetters>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const { frames, loading, failure } = answer;
  const rows = rowsOfFrame(frames[0]);
  const styles = useStyles2(compactTable);
  return (
    <section aria-label="Dead letters" aria-busy={loading}>
      <TabHeader hint="Messages of this time range that were no OTLP that could be stored. They are kept as they came.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The dead letters" />
      {!loading && failure === undefined && rows.length === 0 && (
        <p className={styles.faint}>No message of this time range became a dead letter.</p>
      )}
      {rows.length > 0 && (
        <div className={styles.viewport} tabIndex={0} role="group" aria-label={`${rows.length} reasons`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Queue</th>
                <th scope="col">Reason</th>
                <th scope="col" className={styles.number}>
                  Messages
                </th>
                <th scope="col" className={styles.number}>
                  Not replayed
                </th>
                <th scope="col">Newest</th>
                <th scope="col">Where it stood</th>
                <th scope="col">How it begins</th>
                <th scope="col">Command</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <LetterRow key={`${row.text('queue')} ${row.text('reason')}`} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function LetterRow({ row }: { row: Row }) {
  const styles = useStyles2(compactTable);
  const [queue, reason] = [row.text('queue'), row.text('reason')];
  return (
    <tr>
      <td>{queue}</td>
      <td>{reason}</td>
      <td className={styles.number}>{count(row.number('letters'))}</td>
      <td className={styles.number}>{count(row.number('waiting'))}</td>
      <td className={styles.time}>{moment(row.text('newest'))}</td>
      <td className={styles.faint}>
        <bdi>{row.text('place')}</bdi>
      </td>
      <td>
        <code style={{ overflowWrap: 'anywhere' }}>{row.text('beginning') || '(empty)'}</code>
      </td>
      <td>
        <ClipboardButton
          icon="copy"
          variant="secondary"
          size="sm"
          getText={() => `girok dead-letters replay --queue ${queue} --reason ${reason}`}
          aria-label={`Copy the command that replays ${reason} of ${queue}`}
        >
          Replay
        </ClipboardButton>
      </td>
    </tr>
  );
}
