import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { type Cell, type Grid } from './grid';
import { HEATMAP_COLUMNS } from '../../../../queries/traces/heatmap';
import { HeatCells } from '../../../scenes/HeatCells';

/** The cells of the grid: the more spans the stronger; red when spans in it failed. */
export function HeatmapCanvas({ cells, grid, label }: { cells: Cell[]; grid: Grid; label: string }) {
  const styles = useStyles2(getStyles);
  const drawn = useMemo(
    () =>
      cells.map(({ x, y, spans, errors }) => ({
        x,
        y: grid.rows - 1 - (y - grid.bottom),
        weight: spans,
        failed: errors > 0,
      })),
    [cells, grid]
  );
  return <HeatCells cells={drawn} columns={HEATMAP_COLUMNS} rows={grid.rows} label={label} className={styles.canvas} />;
}

const getStyles = () => ({
  canvas: css({ position: 'absolute', width: '100%', height: '100%', imageRendering: 'pixelated' }),
});
