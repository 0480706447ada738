import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, Button, LoadingBar, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { DragBox } from './DragBox';
import { DurationInputs } from './DurationInputs';
import { type Cell, cellAt, boxOf, durationTicks, type Grid, gridOf, type Point, spansWithin, timeTicks } from './grid';
import { HeatmapCanvas } from './HeatmapCanvas';
import { durationText } from '../../../../queries/traces/duration';
import { type Selection } from '../../../../queries/traces/selection';
import { adviceOn } from '../../../scenes/advice';
import { ShowSql } from '../../../scenes/ShowSql';
import { answerOf, numberOf } from '../../../scenes/tab/answer';
import { count, plural } from '../../../scenes/words';
import { selectionOf } from '../pageVariables';
import { durationsInWords } from '../selectionText';

interface DurationHeatmapState extends SceneObjectState {
  sql: ShowSql;
}

/** Spans by time and duration, on a log scale. A box that is drawn on it is the selection of the tabs below. */
export class DurationHeatmap extends SceneObjectBase<DurationHeatmapState> {
  constructor() {
    super({ sql: new ShowSql({ title: 'Durations' }) });
  }

  static Component = DurationHeatmapView;
}

function DurationHeatmapView({ model }: SceneComponentProps<DurationHeatmap>) {
  const { sql } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  const variable = selectionOf(model);
  const { selection } = variable.useState();
  const styles = useStyles2(getStyles);
  const { rows, loading, failure } = useMemo(() => answerOf(data), [data]);
  const from = data?.timeRange.from.valueOf() ?? 0;
  const to = data?.timeRange.to.valueOf() ?? 1;
  const cells = useMemo<Cell[]>(
    () =>
      rows.map((row) => ({
        x: numberOf(row, 'x'),
        y: numberOf(row, 'y'),
        spans: numberOf(row, 'spans'),
        errors: numberOf(row, 'errors'),
      })),
    [rows]
  );
  const grid = useMemo(() => gridOf(cells, { from, to }), [cells, from, to]);
  return (
    <section className={styles.section} aria-label="Durations" aria-busy={loading}>
      <header className={styles.header}>
        <h2 className={styles.title}>Durations</h2>
        <span className={styles.hint}>
          {selection ? (
            <SelectionWords selection={selection} grid={grid} cells={cells} />
          ) : (
            'Drag a box to select spans; red cells hold failed ones'
          )}
        </span>
        {selection && (
          <Button size="sm" variant="secondary" icon="times" onClick={() => variable.select(undefined)}>
            Clear the selection
          </Button>
        )}
        <DurationInputs selection={selection} onSelect={(next) => variable.select(next)} />
        <sql.Component model={sql} />
      </header>
      <div className={styles.bar}>{loading && <LoadingBar width={400} />}</div>
      {failure !== undefined && (
        <Alert severity="error" title="The durations could not be read">
          {adviceOn(failure)}
        </Alert>
      )}
      {failure === undefined && cells.length > 0 && (
        <Drawing
          cells={cells}
          grid={grid}
          selection={selection}
          dimmed={loading}
          onSelect={(next) => variable.select(next)}
          timeZone={sceneGraph.getTimeRange(model).getTimeZone()}
        />
      )}
      {failure === undefined && cells.length === 0 && !loading && (
        <p className={styles.empty}>No spans match in this time range.</p>
      )}
    </section>
  );
}

function SelectionWords({ selection, grid, cells }: { selection: Selection; grid: Grid; cells: Cell[] }) {
  const { from, to } = selection;
  const format = grid.to - grid.from > DAY ? `MM-DD ${TIME}` : TIME;
  const words = [
    `Selected: about ${plural(spansWithin(grid, cells, selection), 'span')}`,
    durationsInWords(selection),
    from !== undefined &&
      to !== undefined &&
      `${dateTimeFormat(from, { format })} to ${dateTimeFormat(to, { format })}`,
  ];
  return <>{words.filter(Boolean).join(' · ')}</>;
}

const DAY = 86_400_000;
const TIME = 'HH:mm:ss';

interface DrawingProps {
  cells: Cell[];
  grid: Grid;
  selection: Selection | undefined;
  dimmed: boolean;
  timeZone: string;
  onSelect: (selection: Selection) => void;
}

function Drawing({ cells, grid, selection, dimmed, timeZone, onSelect }: DrawingProps) {
  const styles = useStyles2(getStyles);
  const byPlace = useMemo(() => new Map(cells.map((cell) => [`${cell.x} ${cell.y}`, cell])), [cells]);
  const { times, format } = timeTicks(grid);
  const describe = (at: Point) => {
    const place = cellAt(grid, at);
    const cell = byPlace.get(`${place.x} ${place.y}`);
    const { from, min, max } = boxOf(grid, at, at);
    const failed = cell?.errors ? `, ${count(cell.errors)} failed` : '';
    return `${dateTimeFormat(from, { format: TIME, timeZone })} · ${durationText(min)} to ${durationText(max)} · ${plural(cell?.spans ?? 0, 'span')}${failed}`;
  };
  return (
    <div className={styles.drawing} style={{ opacity: dimmed ? 0.5 : 1 }}>
      <div className={styles.plot}>
        <HeatmapCanvas cells={cells} grid={grid} label={labelOf(cells, grid)} />
        {durationTicks(grid).map(({ at, text }) => (
          <div key={text} className={styles.line} style={{ bottom: `${at * 100}%` }}>
            <span className={styles.duration}>{text}</span>
          </div>
        ))}
        {times.map(({ at, time }) => (
          <span key={time} className={styles.time} style={{ left: `${at * 100}%` }}>
            {dateTimeFormat(time, { format, timeZone })}
          </span>
        ))}
        <DragBox grid={grid} selection={selection} onSelect={onSelect} describe={describe} />
      </div>
    </div>
  );
}

function labelOf(cells: Cell[], grid: Grid): string {
  const spans = cells.reduce((sum, cell) => sum + cell.spans, 0);
  const { min, max } = boxOf(grid, { x: 0, y: 0 }, { x: 1, y: 1 });
  return `${plural(spans, 'span')} by start time and duration, from ${durationText(min)} to ${durationText(max)}`;
}

const AXIS_WIDTH = 52;

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    display: 'flex',
    flexDirection: 'column',
    height: '100%',
    width: '100%',
    padding: theme.spacing(1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  hint: css({ flex: '1 1 240px', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  bar: css({ height: 2, overflow: 'hidden' }),
  empty: css({ margin: 'auto', color: theme.colors.text.secondary }),
  drawing: css({ flex: 1, minHeight: 120, padding: theme.spacing(1, 1, 2.5, 0), marginLeft: AXIS_WIDTH }),
  plot: css({
    position: 'relative',
    width: '100%',
    height: '100%',
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  line: css({ position: 'absolute', left: 0, right: 0, borderTop: `1px dashed ${theme.colors.border.weak}` }),
  duration: css({
    position: 'absolute',
    right: '100%',
    width: AXIS_WIDTH,
    paddingRight: theme.spacing(0.75),
    textAlign: 'right',
    transform: 'translateY(-50%)',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  time: css({
    position: 'absolute',
    top: '100%',
    marginTop: 2,
    transform: 'translateX(-50%)',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
