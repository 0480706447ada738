import {
  PanelBuilders,
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  type VizPanel,
} from '@grafana/scenes';
import { LegendDisplayMode } from '@grafana/schema';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { elapsedText } from '../../../../queries/elapsedText';
import { worse } from '../../../../queries/lag/status';
import { lagOverTime } from '../../../../queries/pipeline/pipeline';
import { useAnswer } from '../../../scenes/answer';
import { compactTable } from '../../../scenes/compactTable';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { count } from '../../../scenes/words';
import { factsOf, type PartitionNow } from '../facts';
import { LagStrip } from '../LagStrip';
import { ageText } from '../SignalTable';
import { StatusBadge } from '../StatusBadge';
import { percent, rate } from '../words';

/** Rows that are drawn; the worst come first. */
const MOST = 300;

interface PartitionsState extends SceneObjectState {
  strip: LagStrip;
  chart: VizPanel;
}

/** Every partition, as the broker and as ClickHouse see it side by side, and its lag over time. */
export class Partitions extends SceneObjectBase<PartitionsState> {
  constructor(database: string) {
    const title = 'Unread messages by partition';
    super({
      strip: new LagStrip(database),
      chart: PanelBuilders.timeseries()
        .setTitle(title)
        .setData(runner([{ refId: 'lag', sql: lagOverTime(database, 'dashboard'), as: 'timeseries' }]))
        .setUnit('short')
        .setMin(0)
        .setNoValue('No sample in this time range')
        .setOption('legend', { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] })
        .setHeaderActions(new ShowSql({ title }))
        .build(),
    });
  }

  static Component = PartitionsView;
}

function PartitionsView({ model }: SceneComponentProps<Partitions>) {
  const { strip, chart } = model.useState();
  const { frames } = useAnswer(model);
  const styles = useStyles2(compactTable);
  const partitions = useMemo(() => factsOf(frames).partitions.sort(worstFirst), [frames]);
  return (
    <section aria-label="Partitions">
      <strip.Component model={strip} />
      <div style={{ height: 220 }}>
        <chart.Component model={chart} />
      </div>
      {partitions.length === 0 ? (
        <p className={styles.faint}>No sample of a partition in the last hour: girok serve takes them from Kafka.</p>
      ) : (
        <div
          className={styles.viewport}
          tabIndex={0}
          role="group"
          aria-label={`${partitions.length} views of partitions`}
        >
          <table className={styles.table}>
            <thead>
              <tr>
                {['Signal', 'Partition', 'Source', 'Status', 'Why'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                {['First', 'Committed', 'End', 'Behind', 'Oldest unread', 'In', 'Out', 'Retention used'].map((name) => (
                  <th key={name} scope="col" className={styles.number}>
                    {name}
                  </th>
                ))}
                <th scope="col">Read by</th>
                <th scope="col" className={styles.number}>
                  Seen
                </th>
              </tr>
            </thead>
            <tbody>
              {partitions.slice(0, MOST).map((one) => (
                <PartitionRow key={`${one.source} ${one.group} ${one.topic}/${one.partition}`} partition={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {partitions.length > MOST && (
        <p className={styles.faint}>
          These are the {MOST} worst of {count(partitions.length)}.
        </p>
      )}
    </section>
  );
}

/** Both views of a partition stand together, where the worse of them belongs. */
function worstFirst(a: PartitionNow, b: PartitionNow): number {
  return (
    worse(a.status, b.status) ||
    a.signal.localeCompare(b.signal) ||
    a.topic.localeCompare(b.topic) ||
    a.partition - b.partition ||
    a.source.localeCompare(b.source)
  );
}

function PartitionRow({ partition: one }: { partition: PartitionNow }) {
  const styles = useStyles2(compactTable);
  const offset = (text: string) => (text === '' ? 'never' : count(Number(text)));
  return (
    <tr>
      <td>{one.signal}</td>
      <td>
        <bdi>
          {one.topic}/{one.partition}
        </bdi>
      </td>
      <td>{one.source}</td>
      <td>
        <StatusBadge status={one.status} />
      </td>
      <td className={styles.faint}>{one.reason}</td>
      <td className={styles.number}>{offset(one.first)}</td>
      <td className={styles.number}>{offset(one.committed)}</td>
      <td className={styles.number}>{offset(one.end)}</td>
      <td className={styles.number}>{one.lag === null ? '?' : count(one.lag)}</td>
      <td className={styles.number} title={one.method}>
        {ageText(one.seconds, one.isAtLeast)}
      </td>
      <td className={styles.number}>{rate(one.produced)}</td>
      <td className={styles.number}>{rate(one.consumed)}</td>
      <td className={styles.number}>{percent(one.retention)}</td>
      <td className={styles.faint}>{one.owner || 'nobody, or not told'}</td>
      <td className={styles.number}>{elapsedText(one.age)} ago</td>
    </tr>
  );
}
