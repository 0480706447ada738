import { useTheme2 } from '@grafana/ui';
import { useEffect, useRef } from 'react';

/** Faintest and strongest cell; between them the logarithm of the weight decides. */
const OPACITY = { least: 0.15, most: 0.9 };

/** One cell: `x` from the left, `y` from the top. */
export interface HeatCell {
  x: number;
  y: number;
  weight: number;
  failed?: boolean;
}

interface HeatCellsProps {
  cells: readonly HeatCell[];
  columns: number;
  rows: number;
  label: string;
  className: string;
}

/** Cells on a canvas, one pixel each, to be stretched by the style. The heavier the stronger; red where something failed. */
export function HeatCells({ cells, columns, rows, label, className }: HeatCellsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme2();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) {
      return;
    }
    context.clearRect(0, 0, columns, rows);
    // where all weigh nothing, all are faint
    const most = Math.log1p(Math.max(...cells.map(({ weight }) => weight))) || 1;
    for (const { x, y, weight, failed } of cells) {
      context.globalAlpha = OPACITY.least + (OPACITY.most - OPACITY.least) * (Math.log1p(weight) / most);
      context.fillStyle = failed ? theme.colors.error.main : theme.colors.text.primary;
      context.fillRect(x, y, 1, 1);
    }
  }, [cells, columns, rows, theme]);
  return <canvas ref={canvas} className={className} width={columns} height={rows} role="img" aria-label={label} />;
}
