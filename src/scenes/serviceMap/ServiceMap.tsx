import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { type CallEdge, type CallGraph, type CallNode, type NodeKind } from './callGraph';
import { describeCall } from './describeCall';
import { layoutOf, NODE, type Place } from './layout';
import { errorLevel } from '../errorLevel';

interface ServiceMapProps {
  graph: CallGraph;
  /** What happens when a node is chosen; undefined for a node that cannot be. */
  onChoose: (node: CallNode) => (() => void) | undefined;
}

const ICONS: Record<NodeKind, { icon: IconName; word: string }> = {
  start: { icon: 'play', word: 'where traces begin' },
  service: { icon: 'cube', word: 'service' },
  database: { icon: 'database', word: 'database' },
  queue: { icon: 'exchange-alt', word: 'queue' },
  external: { icon: 'cloud', word: 'outside' },
};

/** With more edges than these, only those of the node under the pointer or the keyboard have their words. */
const FEW_EDGES = 14;

/** Who calls whom: nodes in columns, the callers left. Thicker is more calls; orange and red are where calls fail. */
export function ServiceMap({ graph, onChoose }: ServiceMapProps) {
  const styles = useStyles2(getStyles);
  const { places, width, height } = useMemo(() => layoutOf(graph), [graph]);
  const [focus, setFocus] = useState<string>();
  const most = Math.max(1, ...graph.edges.map(({ calls }) => calls));
  const edges = graph.edges.flatMap((edge) => {
    const way = wayBetween(places.get(edge.source), places.get(edge.target));
    const isNear = focus === edge.source || focus === edge.target;
    return way === undefined ? [] : [{ edge, way, isNear, isFaint: focus !== undefined && !isNear }];
  });
  return (
    <div
      className={styles.scroll}
      tabIndex={0}
      role="group"
      aria-label={`${graph.nodes.length} services and what they speak to`}
    >
      <div className={styles.map} style={{ width, height }}>
        <svg width={width} height={height} className={styles.edges} aria-hidden>
          {edges.map(({ edge, way, isFaint }) => (
            <Line
              key={keyOf(edge)}
              edge={edge}
              way={way}
              width={1 + 3 * (Math.log1p(edge.calls) / Math.log1p(most))}
              isFaint={isFaint}
            />
          ))}
        </svg>
        {/* above all lines: some cross where others have their words */}
        {edges.map(
          ({ edge, way, isNear, isFaint }) =>
            (edges.length <= FEW_EDGES || isNear) && <Words key={keyOf(edge)} edge={edge} way={way} isFaint={isFaint} />
        )}
        {graph.nodes.map((node) => (
          <Node key={node.id} node={node} place={places.get(node.id)} onChoose={onChoose(node)} onFocus={setFocus} />
        ))}
      </div>
    </div>
  );
}

interface NodeProps {
  node: CallNode;
  place: Place | undefined;
  onChoose: (() => void) | undefined;
  onFocus: (id: string | undefined) => void;
}

function Node({ node: { id, kind, name }, place, onChoose, onFocus }: NodeProps) {
  const styles = useStyles2(getStyles);
  const { icon, word } = ICONS[kind];
  return (
    <button
      type="button"
      className={cx(styles.node, kind !== 'service' && styles.outside)}
      style={{ left: place?.x, top: place?.y, width: NODE.width, height: NODE.height }}
      disabled={onChoose === undefined}
      title={name}
      onClick={onChoose}
      onPointerEnter={() => onFocus(id)}
      onPointerLeave={() => onFocus(undefined)}
      onFocus={() => onFocus(id)}
      onBlur={() => onFocus(undefined)}
    >
      <Icon name={icon} />
      <span className={styles.text}>
        <bdi className={styles.name}>{name}</bdi>
        <span className={styles.kind}>{word}</span>
      </span>
    </button>
  );
}

const keyOf = ({ source, target }: CallEdge) => `${source} ${target}`;

/** How an edge leads from one box to the next. */
interface Way {
  path: string;
  end: Record<'x' | 'y', number>;
  /** Where its words stand. */
  middle: Record<'x' | 'y', number>;
}

function wayBetween(from: Place | undefined, to: Place | undefined): Way | undefined {
  if (!from || !to) {
    return undefined;
  }
  const isBack = to.x <= from.x;
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x, to.y + NODE.height / 2];
  // an edge that leads back leaves to the right and comes in from the left all the same, around the boxes
  const bend = isBack ? 120 : Math.max(40, (x2 - x1) / 2);
  const sag = isBack ? NODE.height : 0;
  return {
    path: `M ${x1} ${y1} C ${x1 + bend} ${y1 + sag}, ${x2 - bend} ${y2 + sag}, ${x2} ${y2}`,
    end: { x: x2, y: y2 },
    middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + sag * 0.75 - 6 },
  };
}

interface EdgeProps {
  edge: CallEdge;
  way: Way;
  isFaint: boolean;
}

const opacityOf = (isFaint: boolean) => (isFaint ? 0.25 : 1);

function Line({ edge, way: { path, end }, width, isFaint }: EdgeProps & { width: number }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const color = {
    normal: theme.colors.text.disabled,
    worse: theme.colors.warning.main,
    broken: theme.colors.error.main,
  }[errorLevel(edge.errorShare)];
  return (
    <g opacity={opacityOf(isFaint)}>
      <path className={styles.path} stroke={color} strokeWidth={width} d={path} />
      <path fill={color} d={`M ${end.x - 8} ${end.y - 5} L ${end.x} ${end.y} L ${end.x - 8} ${end.y + 5} Z`} />
    </g>
  );
}

function Words({ edge, way: { middle }, isFaint }: EdgeProps) {
  const styles = useStyles2(getStyles);
  return (
    <div aria-hidden className={styles.words} style={{ left: middle.x, top: middle.y, opacity: opacityOf(isFaint) }}>
      {describeCall(edge)
        .split('\n')
        .map((line) => (
          <span key={line} className={styles.line}>
            {line}
          </span>
        ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflow: 'auto',
    maxHeight: 640,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  map: css({ position: 'relative', margin: '0 auto' }),
  edges: css({ position: 'absolute', inset: 0 }),
  path: css({ fill: 'none' }),
  words: css({
    position: 'absolute',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    // the first line stands above the middle of the edge, the second one below
    gap: 6,
    lineHeight: '14px',
    transform: 'translate(-50%, -14px)',
    pointerEvents: 'none',
    whiteSpace: 'nowrap',
    color: theme.colors.text.primary,
    fontSize: 11,
  }),
  line: css({ padding: theme.spacing(0, 0.25), background: theme.colors.background.primary }),
  node: css({
    position: 'absolute',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0, 1),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    textAlign: 'left',
    '&:enabled:hover': { background: theme.colors.action.hover, borderColor: theme.colors.border.strong },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  outside: css({ borderStyle: 'dashed', background: theme.colors.background.primary }),
  text: css({ display: 'flex', flexDirection: 'column', minWidth: 0 }),
  name: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
  }),
  kind: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
