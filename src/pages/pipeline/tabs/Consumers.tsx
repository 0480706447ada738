import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { elapsedText } from '../../../../queries/elapsedText';
import { useAnswer } from '../../../scenes/answer';
import { compactTable } from '../../../scenes/compactTable';
import { count } from '../../../scenes/words';
import { type ConsumerNow, factsOf, type PartitionNow, type PipelineFacts } from '../facts';
import { type StuckAt, stuckAt } from '../stuckAt';

/** The consumers in ClickHouse, and what they report that still holds, equal reports together. */
export class Consumers extends SceneObjectBase<SceneObjectState> {
  static Component = ConsumersView;
}

function ConsumersView({ model }: SceneComponentProps<Consumers>) {
  const { frames } = useAnswer(model);
  const styles = useStyles2(compactTable);
  const { consumers, partitions } = useMemo(() => factsOf(frames), [frames]);
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
      <Reports consumers={consumers} partitions={partitions} />
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

function Reports({ consumers, partitions }: Pick<PipelineFacts, 'consumers' | 'partitions'>) {
  const styles = useStyles2(compactTable);
  const reports = reportsOf(consumers, partitions);
  return reports.length === 0 ? (
    <p className={styles.faint}>No consumer reports an exception that still holds.</p>
  ) : (
    <ul aria-label="Exceptions">
      {reports.map(({ text, view, queues, failed, stuck }) => (
        <li key={text}>
          {queues.join(', ')}
          {view !== '' && `, in the view ${view}`}: <code>{text}</code>{' '}
          <span className={styles.faint}>{failed === null ? '' : ago(failed)}</span>
          {stuck.map((one) => (
            <StuckMessage key={placeOf(one)} stuck={one} />
          ))}
        </li>
      ))}
    </ul>
  );
}

const placeOf = ({ topic, partition, offset }: StuckAt) => `${topic}/${partition}/${offset}`;

/** Where the consumer stands, and how to look at the message. */
function StuckMessage({ stuck }: { stuck: StuckAt }) {
  const { topic, partition, offset, isExact } = stuck;
  return (
    <div>
      {isExact ? 'The message is ' : 'It reads again from '}
      <bdi>
        <strong>{placeOf(stuck)}</strong>
      </bdi>{' '}
      <ClipboardButton
        icon="copy"
        variant="secondary"
        size="sm"
        getText={() => `kcat -C -b <brokers> -t ${topic} -p ${partition} -o ${offset} -c 1`}
        aria-label={`Copy the command that shows the message ${placeOf(stuck)}`}
      >
        Look at it
      </ClipboardButton>
    </div>
  );
}

interface Report {
  text: string;
  view: string;
  queues: string[];
  failed: number | null;
  stuck: StuckAt[];
}

/** One entry for each text, of all queues that report it; what is missing is a report, too. */
function reportsOf(consumers: ConsumerNow[], partitions: PartitionNow[]): Report[] {
  const texts = new Map<string, Report>();
  for (const consumer of consumers) {
    const { queue, exception, missing, view, failed } = consumer;
    const text = missing === '' ? exception : `${missing} is missing`;
    if (text !== '') {
      const { queues, stuck }: Pick<Report, 'queues' | 'stuck'> = texts.get(text) ?? { queues: [], stuck: [] };
      const more = queues.includes(queue) || missing !== '' ? [] : stuckAt(consumer, partitions);
      texts.set(text, { text, view, queues: [...new Set([...queues, queue])], failed, stuck: [...stuck, ...more] });
    }
  }
  return [...texts.values()];
}
