import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useEffect, useRef } from 'react';

import { type Cell, type Grid } from './grid';
import { HEATMAP_COLUMNS } from '../../../../queries/traces/heatmap';

/** Faintest and strongest cell; between them the logarithm of the number of spans decides. */
const OPACITY = { least: 0.15, most: 0.9 };

/** The cells: one canvas pixel each, stretched. The more spans the stronger; red when spans in it failed. */
export function HeatmapCanvas({ cells, grid, label }: { cells: Cell[]; grid: Grid; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) {
      return;
    }
    context.clearRect(0, 0, HEATMAP_COLUMNS, grid.rows);
    const most = Math.log1p(Math.max(...cells.map(({ spans }) => spans)));
    for (const { x, y, spans, errors } of cells) {
      context.globalAlpha = OPACITY.least + (OPACITY.most - OPACITY.least) * (Math.log1p(spans) / most);
      context.fillStyle = errors > 0 ? theme.colors.error.main : theme.colors.text.primary;
      context.fillRect(x, grid.rows - 1 - (y - grid.bottom), 1, 1);
    }
  }, [cells, grid, theme]);
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      width={HEATMAP_COLUMNS}
      height={grid.rows}
      role="img"
      aria-label={label}
    />
  );
}

const getStyles = (_theme: GrafanaTheme2) => ({
  canvas: css({ position: 'absolute', width: '100%', height: '100%', imageRendering: 'pixelated' }),
});
