import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { elapsedText } from '../../../../queries/elapsedText';
import { useAnswer } from '../../../scenes/answer';
import { compactTable } from '../../../scenes/compactTable';
import { count } from '../../../scenes/words';
import { type ConsumerNow, factsOf } from '../facts';

/** The consumers in ClickHouse, and what they report that still holds, equal reports together. */
export class Consumers extends SceneObjectBase<SceneObjectState> {
  static Component = ConsumersView;
}

function ConsumersView({ model }: SceneComponentProps<Consumers>) {
  const { frames } = useAnswer(model);
  const styles = useStyles2(compactTable);
  const consumers = useMemo(() => factsOf(frames).consumers, [frames]);
  if (consumers.length === 0) {
    return (
      <section aria-label="Consumers">
        <p className={styles.faint}>
          No consumer was seen in the last hour. Queues that do not read Kafka have none; else girok serve does not run.
        </p>
      </section>
    );
  }
  return (
    <section aria-label="Consumers">
      <Reports consumers={consumers} />
      <div className={styles.viewport} tabIndex={0} role="group" aria-label={`${consumers.length} consumers`}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Server</th>
              <th scope="col">Consumer</th>
              {['Partitions', 'Messages read', 'Commits', 'Last commit', 'Last poll', 'Partitions lost'].map((name) => (
                <th key={name} scope="col" className={styles.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {consumers.map((one) => (
              <tr key={`${one.queue} ${one.host} ${one.consumer}`}>
                <td>{one.queue}</td>
                <td>{one.host}</td>
                <td className={styles.faint}>{one.consumer || 'none'}</td>
                <td className={styles.number}>{one.partitions}</td>
                <td className={styles.number}>{count(one.messages)}</td>
                <td className={styles.number}>{count(one.commits)}</td>
                <td className={styles.number}>{ago(one.committed)}</td>
                <td className={styles.number}>{ago(one.polled)}</td>
                <td className={styles.number}>{count(one.revocations)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const ago = (seconds: number | null) => (seconds === null ? 'never' : `${elapsedText(seconds)} ago`);

function Reports({ consumers }: { consumers: ConsumerNow[] }) {
  const styles = useStyles2(compactTable);
  const reports = reportsOf(consumers);
  return reports.length === 0 ? (
    <p className={styles.faint}>No consumer reports an exception that still holds.</p>
  ) : (
    <ul aria-label="Exceptions">
      {reports.map(({ text, view, queues, failed }) => (
        <li key={text}>
          {queues.join(', ')}
          {view !== '' && `, in the view ${view}`}: <code>{text}</code>{' '}
          <span className={styles.faint}>{failed === null ? '' : ago(failed)}</span>
        </li>
      ))}
    </ul>
  );
}

/** One entry for each text, of all queues that report it; what is missing is a report, too. */
function reportsOf(consumers: ConsumerNow[]) {
  const texts = new Map<string, { text: string; view: string; queues: string[]; failed: number | null }>();
  for (const { queue, exception, missing, view, failed } of consumers) {
    const text = missing === '' ? exception : `${missing} is missing`;
    if (text !== '') {
      const { queues } = texts.get(text) ?? { queues: [] };
      texts.set(text, { text, view, queues: [...new Set([...queues, queue])], failed });
    }
  }
  return [...texts.values()];
}
