import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type PointerEvent, useEffect, useRef, useState } from 'react';

import { type ServiceColors } from '../serviceColor';
import { formatDuration } from './duration';
import { placeIn, type TimeWindow, windowWithin } from './timeWindow';
import { type TraceTree, walk } from './traceTree';

const HEIGHT = 56;

/** A drag shorter than this share of the width is a click: it shows the whole trace again. */
const CLICK = 0.005;

interface MiniMapProps {
  tree: TraceTree;
  colorOf: ServiceColors;
  shown: TimeWindow;
  onZoom: (window: TimeWindow | undefined) => void;
}

/** The whole trace, one thin line a span; dragging over it chooses the part that the waterfall shows. */
export function MiniMap({ tree, colorOf, shown, onZoom }: MiniMapProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<TimeWindow>();
  useEffect(() => {
    const element = canvas.current;
    if (!element) {
      return undefined;
    }
    const again = () => draw(element, tree, colorOf, theme);
    again();
    const observer = new ResizeObserver(again);
    observer.observe(element);
    return () => observer.disconnect();
  }, [tree, colorOf, theme]);

  const timeAt = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return (Math.min(Math.max(event.clientX - left, 0), width) / width) * tree.duration;
  };
  const whole = { from: 0, to: tree.duration };
  const [from, to] = [placeIn(whole, shown.from), placeIn(whole, shown.to)];
  const [dragFrom, dragTo] = drag ? [placeIn(whole, drag.from), placeIn(whole, drag.to)] : [0, 0];
  return (
    <div
      className={styles.map}
      role="img"
      aria-label={`Overview of the trace. Shown: ${formatDuration(shown.from)} to ${formatDuration(shown.to)} of ${formatDuration(tree.duration)}. Drag to zoom, or press plus, minus and 0 in the waterfall.`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const time = timeAt(event);
        setDrag({ from: time, to: time });
      }}
      onPointerMove={(event) => drag && setDrag({ from: drag.from, to: timeAt(event) })}
      onPointerUp={(event) => {
        if (drag) {
          const to = timeAt(event);
          const isClick = Math.abs(to - drag.from) < CLICK * tree.duration;
          onZoom(isClick ? undefined : windowWithin({ from: drag.from, to }, tree.duration));
        }
        setDrag(undefined);
      }}
    >
      <canvas ref={canvas} className={styles.canvas} />
      <div className={styles.outside} style={{ left: 0, width: `${100 * from}%` }} />
      <div className={styles.outside} style={{ left: `${100 * to}%`, right: 0 }} />
      {drag && (
        <div
          className={styles.drag}
          style={{ left: `${100 * Math.min(dragFrom, dragTo)}%`, width: `${100 * Math.abs(dragTo - dragFrom)}%` }}
        />
      )}
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, tree: TraceTree, colorOf: ServiceColors, theme: GrafanaTheme2) {
  const context = canvas.getContext('2d');
  const { clientWidth: width } = canvas;
  if (!context || width === 0) {
    return;
  }
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = HEIGHT * scale;
  context.scale(scale, scale);
  const colors = new Map<string, string>();
  const thickness = Math.min(6, Math.max(1, (HEIGHT / tree.spans.size) * 0.7));
  let line = 0;
  walk(tree.roots, (node) => {
    if (node.kind === 'span') {
      const { service } = node.span;
      const color = colors.get(service) ?? colorOf(service, theme);
      colors.set(service, color);
      context.fillStyle = node.span.isError ? theme.colors.error.main : color;
      const whole = tree.duration || 1;
      const y = (line++ / tree.spans.size) * (HEIGHT - thickness);
      context.fillRect(
        (node.start / whole) * width,
        y,
        Math.max(1, ((node.end - node.start) / whole) * width),
        thickness
      );
    }
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  map: css({
    position: 'relative',
    height: HEIGHT,
    flex: '0 0 auto',
    cursor: 'crosshair',
    touchAction: 'none',
    userSelect: 'none',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
  }),
  canvas: css({ width: '100%', height: HEIGHT, display: 'block' }),
  outside: css({ position: 'absolute', top: 0, bottom: 0, background: theme.colors.background.canvas, opacity: 0.75 }),
  drag: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    background: theme.colors.primary.transparent,
    border: `1px solid ${theme.colors.primary.main}`,
  }),
});
