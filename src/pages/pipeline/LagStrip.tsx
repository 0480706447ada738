import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { Fragment, useMemo } from 'react';

import { lagHeatOf } from './lagHeat';
import { lagStrip, STRIP_COLUMNS, STRIP_ROWS } from '../../../queries/pipeline/pipeline';
import { AnswerState, useAnswer } from '../../scenes/answer';
import { currentRange } from '../../scenes/currentScope';
import { HeatCells } from '../../scenes/HeatCells';
import { runner } from '../../scenes/query';
import { rowsOfFrame } from '../../scenes/rows';
import { ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';
import { count } from '../../scenes/words';

interface LagStripState extends SceneObjectState {
  sql: ShowSql;
}

const ROW_PX = 18;

/** Partitions over time: the stronger, the more messages waited; red where nothing moved. */
export class LagStrip extends SceneObjectBase<LagStripState> {
  constructor(database: string) {
    super({
      sql: new ShowSql({ title: 'Lag over time' }),
      $data: runner([{ refId: 'strip', sql: lagStrip(database, 'dashboard'), as: 'table' }]),
    });
  }

  static Component = LagStripView;
}

function LagStripView({ model }: SceneComponentProps<LagStrip>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const styles = useStyles2(getStyles);
  const { from, to } = currentRange(model);
  const timeZone = sceneGraph.getTimeRange(model).getTimeZone();
  const { rows, cells } = useMemo(() => lagHeatOf(rowsOfFrame(answer.frames[0])), [answer.frames]);
  const at = (ms: number) => dateTimeFormat(ms, { format: 'MM-DD HH:mm', timeZone });
  return (
    <section aria-label="Lag over time" aria-busy={answer.loading}>
      <TabHeader
        hint={`Unread messages of the ${STRIP_ROWS} partitions that were furthest behind. The stronger, the more waited; red: nothing moved; empty: not seen.`}
      >
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="Lag over time" />
      {rows.length > 0 && (
        <div className={styles.strip} style={{ gridTemplateRows: `repeat(${rows.length}, ${ROW_PX}px) auto` }}>
          <div className={styles.heat} style={{ gridRow: `1 / span ${rows.length}` }}>
            <HeatCells
              cells={cells}
              columns={STRIP_COLUMNS}
              rows={rows.length}
              label={`Unread messages of ${rows.length} partitions from ${at(from)} to ${at(to)}; most: ${count(rows[0].most)} of ${rows[0].place}`}
              className={styles.canvas}
            />
          </div>
          {rows.map(({ place, most, stoodStill }, i) => (
            <Fragment key={place}>
              <bdi className={styles.place} style={{ gridRow: i + 1 }} title={place}>
                {place}
              </bdi>
              <span className={styles.most} style={{ gridRow: i + 1 }}>
                {count(most)}
                {stoodStill && ' (stood still)'}
              </span>
            </Fragment>
          ))}
          <div className={styles.axis}>
            <span>{at(from)}</span>
            <span>{at(to)}</span>
          </div>
        </div>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(160px, 24%) 1fr minmax(110px, auto)',
    columnGap: theme.spacing(1),
    padding: theme.spacing(1, 0),
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: `${ROW_PX}px`,
  }),
  heat: css({ gridColumn: 2, minWidth: 0 }),
  canvas: css({
    width: '100%',
    height: '100%',
    imageRendering: 'pixelated',
    background: theme.colors.background.secondary,
  }),
  place: css({ gridColumn: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  most: css({ gridColumn: 3, textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  axis: css({
    gridColumn: 2,
    display: 'flex',
    justifyContent: 'space-between',
    color: theme.colors.text.secondary,
  }),
});
