import { useStyles2 } from '@grafana/ui';

import { type PipelineFacts } from './facts';
import { type SignalNow, signalsOf } from './signals';
import { StatusBadge } from './StatusBadge';
import { percent, rate } from './words';
import { elapsedText } from '../../../queries/elapsedText';
import { compactTable } from '../../scenes/compactTable';
import { type ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';
import { count } from '../../scenes/words';

/** One row a signal: how fresh, how much, how far behind, and why. */
export function SignalTable({ facts, sql }: { facts: PipelineFacts; sql: ShowSql }) {
  const styles = useStyles2(compactTable);
  return (
    <>
      <TabHeader hint="The state of now, whatever time range is chosen. ? is not known, – is not measured.">
        <sql.Component model={sql} />
      </TabHeader>
      <div className={styles.viewport} tabIndex={0} role="group" aria-label="Signals">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Signal</th>
              <th scope="col" className={styles.number}>
                Newest row
              </th>
              <th scope="col" className={styles.number}>
                Rows stored
              </th>
              <th scope="col" className={styles.number}>
                Messages behind
              </th>
              <th scope="col" className={styles.number}>
                Oldest unread
              </th>
              <th scope="col" className={styles.number}>
                In
              </th>
              <th scope="col" className={styles.number}>
                Out
              </th>
              <th scope="col" className={styles.number}>
                Drains in
              </th>
              <th scope="col" className={styles.number}>
                Retention used
              </th>
              <th scope="col">Status</th>
              <th scope="col">Why</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {signalsOf(facts).map((signal) => (
              <SignalRow key={signal.signal} signal={signal} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function SignalRow({ signal: { signal, age, rows, kafka } }: { signal: SignalNow }) {
  const styles = useStyles2(compactTable);
  const ofKafka = kafka
    ? [
        kafka.lag === null ? '?' : count(kafka.lag),
        ageText(kafka.seconds, kafka.isAtLeast),
        rate(kafka.produced),
        rate(kafka.consumed),
        drainText(kafka),
        percent(kafka.retention),
      ]
    : Array<string>(6).fill('–');
  return (
    <tr>
      <th scope="row">{signal}</th>
      <td className={styles.number}>{age === null ? 'none in a day' : `${elapsedText(age)} old`}</td>
      <td className={styles.number}>{rate(rows)}</td>
      {ofKafka.map((text, i) => (
        <td key={i} className={styles.number}>
          {text}
        </td>
      ))}
      <td>{kafka ? <StatusBadge status={kafka.status} /> : '–'}</td>
      <td className={styles.faint}>{kafka?.reason ?? 'no lag is measured'}</td>
      <td className={styles.faint}>{kafka?.source ?? '–'}</td>
    </tr>
  );
}

/** `≥ 5 min`: at least; what lies further back was not seen. */
export const ageText = (seconds: number | null, isAtLeast: boolean) =>
  seconds === null ? '?' : `${isAtLeast ? '≥ ' : ''}${elapsedText(seconds)}`;

function drainText({ lag, drain, produced, consumed, status }: NonNullable<SignalNow['kafka']>): string {
  if (lag === 0) {
    return 'nothing waits';
  }
  if (drain !== null) {
    return elapsedText(drain);
  }
  if (produced === null || consumed === null) {
    return '?';
  }
  return status === 'OK' ? 'keeps up' : 'not at this pace';
}
