import { css } from '@emotion/css';
import { formattedValueToString, getValueFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { cellsOf, gridOf } from './cells';
import { unitOf } from './units';
import { histogramCells } from '../../../queries/metrics/histogram';
import { type MetricScope } from '../../../queries/metrics/metric';
import { currentRange } from '../../scenes/currentScope';
import { HeatCells } from '../../scenes/HeatCells';
import { runner } from '../../scenes/query';
import { ShowSql } from '../../scenes/ShowSql';
import { TabFrame } from '../../scenes/tab/TabFrame';
import { useAnswer } from '../../scenes/tab/useAnswer';
import { count } from '../../scenes/words';

interface HistogramHeatmapState extends SceneObjectState {
  unit: string;
  sql: ShowSql;
}

/** Fewer, wider intervals than the charts have, so that a cell can be seen. */
const COLUMNS = 60;
/** Rows whose bounds are written. */
const LABELS = 6;

/** How many values were recorded in each interval and bucket. */
export class HistogramHeatmap extends SceneObjectBase<HistogramHeatmapState> {
  constructor(scope: MetricScope) {
    super({
      unit: scope.metric.unit,
      sql: new ShowSql({ title: 'Buckets' }),
      $data: runner([{ refId: 'buckets', sql: histogramCells(scope), as: 'table' }], COLUMNS),
    });
  }

  static Component = HistogramHeatmapView;
}

function HistogramHeatmapView({ model }: SceneComponentProps<HistogramHeatmap>) {
  const { sql, unit } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { from, to } = currentRange(model);
  const grid = useMemo(() => gridOf(cellsOf(answer.rows), { from, to }), [answer.rows, from, to]);
  const drawn = useMemo(
    () => grid.cells.map(({ x, y, cell }) => ({ x, y: grid.rows.length - 1 - y, weight: cell.amount })),
    [grid]
  );
  const format = getValueFormat(unitOf(unit));
  const text = (value: number) => (Number.isFinite(value) ? formattedValueToString(format(value)) : '∞');
  const total = grid.cells.reduce((sum, { cell }) => sum + cell.amount, 0);
  const every = Math.max(1, Math.ceil(grid.rows.length / LABELS));
  return (
    <TabFrame
      model={model}
      name="Buckets"
      what="buckets"
      answer={answer}
      sql={sql}
      note={`Buckets: ${count(Math.round(total))} values`}
      empty={<p className={styles.faint}>Nothing was recorded in this time range.</p>}
    >
      <div className={styles.picture}>
        <ol className={styles.labels} aria-hidden>
          {grid.rows.map(({ low, high }, y) =>
            (grid.rows.length - 1 - y) % every === 0 ? (
              <li key={y} style={{ bottom: `${(100 * (y + 1)) / grid.rows.length}%` }}>
                {Number.isFinite(high) ? text(high) : `> ${text(low)}`}
              </li>
            ) : null
          )}
        </ol>
        <HeatCells
          cells={drawn}
          columns={grid.columns}
          rows={grid.rows.length}
          className={styles.canvas}
          label={`${count(Math.round(total))} values by time and bucket, from ${text(grid.rows[0]?.low ?? 0)} to ${text(grid.rows.at(-1)?.high ?? 0)}`}
        />
      </div>
    </TabFrame>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  picture: css({ display: 'flex', height: 200, gap: theme.spacing(1), paddingTop: theme.spacing(1) }),
  labels: css({
    position: 'relative',
    flex: '0 0 72px',
    listStyle: 'none',
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    '> li': { position: 'absolute', right: 0, transform: 'translateY(50%)', whiteSpace: 'nowrap' },
  }),
  canvas: css({
    flex: 1,
    minWidth: 0,
    height: '100%',
    imageRendering: 'pixelated',
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  faint: css({ margin: 0, color: theme.colors.text.secondary }),
});
