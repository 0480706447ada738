import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type PointerEvent, useState } from 'react';

import { boxOf, edgesOf, type Grid, type Point } from './grid';
import { type Selection } from '../../../../queries/traces/selection';

interface DragBoxProps {
  grid: Grid;
  selection: Selection | undefined;
  onSelect: (selection: Selection) => void;
  /** What stands under the pointer. */
  describe: (at: Point) => string;
}

/** Draws the box and lets the pointer draw another; a click takes the one cell under it. */
export function DragBox({ grid, selection, onSelect, describe }: DragBoxProps) {
  const styles = useStyles2(getStyles);
  const [start, setStart] = useState<Point>();
  const [pointer, setPointer] = useState<Point>();
  const box = start && pointer ? boxOf(grid, start, pointer) : selection;
  const edges = box && edgesOf(grid, box);
  return (
    // the fields above the drawing do the same by keyboard
    <div
      className={styles.surface}
      role="presentation"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart(pointOf(event));
        setPointer(pointOf(event));
      }}
      onPointerMove={(event) => setPointer(pointOf(event))}
      onPointerLeave={() => !start && setPointer(undefined)}
      onPointerCancel={() => setStart(undefined)}
      onPointerUp={(event) => {
        if (start) {
          onSelect(boxOf(grid, start, pointOf(event)));
        }
        setStart(undefined);
      }}
    >
      {edges && (
        <div
          className={styles.box}
          style={{
            left: percent(edges.left),
            width: percent(edges.right - edges.left),
            bottom: percent(edges.bottom),
            height: percent(edges.top - edges.bottom),
          }}
        />
      )}
      {pointer && !start && (
        <div
          className={styles.tip}
          style={{
            [pointer.x < 0.5 ? 'left' : 'right']:
              `calc(${percent(pointer.x < 0.5 ? pointer.x : 1 - pointer.x)} + 12px)`,
            [pointer.y < 0.5 ? 'bottom' : 'top']: percent(pointer.y < 0.5 ? pointer.y : 1 - pointer.y),
          }}
        >
          {describe(pointer)}
        </div>
      )}
    </div>
  );
}

const percent = (share: number) => `${share * 100}%`;

function pointOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point {
  const { left, bottom, width, height } = currentTarget.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (bottom - clientY) / height };
}

const getStyles = (theme: GrafanaTheme2) => ({
  surface: css({ position: 'absolute', inset: 0, cursor: 'crosshair', touchAction: 'none' }),
  box: css({
    position: 'absolute',
    border: `1px solid ${theme.colors.primary.text}`,
    background: theme.colors.primary.transparent,
    pointerEvents: 'none',
  }),
  tip: css({
    position: 'absolute',
    zIndex: 1,
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.elevated,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  }),
});
