import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { memo } from 'react';

import { outcomeBadge, sentenceOf } from '../sentence';
import { virtualRow } from '../virtualRows';
import { type Stretch } from './criticalPath';
import { formatDuration } from './duration';
import { oddityText } from './oddityText';
import { type ReceivedTrace } from './receivedTrace';
import { placeIn, type TimeWindow } from './timeWindow';
import { auditLink } from './traceLinks';
import { type TraceRow } from './traceRows';
import { type SpanNode, type TraceNode } from './traceTree';
import { type TraceView } from './TraceView';

export const ROW_HEIGHT = 28;

/** Name, duration, time line: the same for the rows and the axis above them. */
export const COLUMNS = 'minmax(200px, 38%) 76px minmax(0, 1fr)';

/** Deeper spans are not moved further to the right; their depth is written. */
const DEEPEST_INDENT = 14;
const INDENT = 12;

interface WaterfallRowProps {
  id: string;
  model: TraceView;
  trace: ReceivedTrace;
  row: TraceRow;
  /** Its place in the list, in px. */
  top: number;
  shown: TimeWindow;
  stretches?: Stretch[];
  isCurrent: boolean;
  isFound: boolean;
  onToggle: (key: string) => void;
  onOpen: (key: string) => void;
}

/** One line of the waterfall: a span, a parent that was not received, or an audit event. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { id, row, top, isCurrent, isFound, onOpen } = props;
  const styles = useStyles2(getStyles);
  const isSpan = row.kind === 'node' && row.node.kind === 'span';
  const hasChildren = row.kind === 'node' && row.node.children.length > 0;
  return (
    // keys are handled by the tree, as the pattern of a tree wants it
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-expanded={hasChildren ? !row.isCollapsed : undefined}
      aria-selected={isCurrent}
      data-found={isFound}
      className={cx(styles.row, isSpan && styles.clickable)}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: COLUMNS }}
      onClick={isSpan ? () => onOpen(row.key) : undefined}
    >
      {row.kind === 'event' ? <EventCells {...props} row={row} /> : <NodeCells {...props} row={row} />}
    </div>
  );
});

const indentOf = (depth: number) => Math.min(depth, DEEPEST_INDENT) * INDENT;

type RowOf<K extends TraceRow['kind']> = Omit<WaterfallRowProps, 'row'> & { row: Extract<TraceRow, { kind: K }> };

function NodeCells({ trace, row, shown, stretches = [], onToggle }: RowOf<'node'>) {
  const styles = useStyles2(getStyles);
  const { node, depth, isCollapsed, hidden } = row;
  return (
    <>
      <div className={styles.name} style={{ paddingLeft: indentOf(depth) }}>
        {depth > DEEPEST_INDENT && <span className={styles.faint}>{depth}</span>}
        {node.children.length > 0 ? (
          // of Grafana's, a button brings a tooltip and an icon parses its picture anew in every row that scrolls into view
          <button
            type="button"
            className={styles.fold}
            tabIndex={-1}
            aria-label={isCollapsed ? 'Expand' : 'Collapse'}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(row.key);
            }}
          >
            <span className={cx(styles.chevron, isCollapsed && styles.chevronClosed)} />
          </button>
        ) : (
          <span className={styles.leaf} />
        )}
        {node.kind === 'missing' ? (
          <span className={styles.text}>
            <Icon name="question-circle" size="sm" /> <em>Parent not received</em>{' '}
            <bdi className={styles.faint}>{node.id}</bdi>
          </span>
        ) : (
          <SpanName node={node} trace={trace} />
        )}
        {hidden > 0 && <span className={styles.hidden}>+{hidden.toLocaleString('en-US')}</span>}
      </div>
      <div className={styles.duration}>{node.kind === 'span' && formatDuration(node.span.duration)}</div>
      <div className={styles.line}>
        <Bar node={node} trace={trace} shown={shown} />
        {stretches.map((stretch) => (
          <div key={stretch.from} className={styles.critical} style={placed(stretch, shown)} />
        ))}
      </div>
    </>
  );
}

function SpanName({ node: { span, oddities }, trace }: { node: SpanNode; trace: ReceivedTrace }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const marks = oddities.map(oddityText);
  return (
    <>
      <span className={styles.color} style={{ background: trace.colorOf(span.service, theme) }} />
      {span.isError && (
        <span className={cx(styles.mark, styles.failed)} role="img" aria-label="error" title="error">
          !
        </span>
      )}
      <span className={styles.text} title={`${span.service}: ${span.name}`}>
        <bdi className={styles.service}>{span.service || '(no service)'}</bdi> <bdi>{span.name || '(no name)'}</bdi>
        {span.isError && span.message !== '' && <bdi className={styles.failed}> {span.message}</bdi>}
        {marks.length > 0 && (
          <span className={styles.odd}>
            {' '}
            <span className={styles.mark} aria-hidden>
              i
            </span>{' '}
            {marks.join(', ')}
          </span>
        )}
      </span>
    </>
  );
}

function Bar({ node, trace, shown }: { node: TraceNode; trace: ReceivedTrace; shown: TimeWindow }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const place = placed({ from: node.start, to: node.end }, shown);
  if (node.kind === 'missing') {
    return <div className={styles.missing} style={place} />;
  }
  return (
    <div
      className={cx(styles.bar, node.span.isError && styles.failedBar)}
      style={{ ...place, background: trace.colorOf(node.span.service, theme) }}
    />
  );
}

/** A stretch of time as CSS; what lies outside of the window is cut by the line. Very short ones stay visible. */
const placed = ({ from, to }: TimeWindow, shown: TimeWindow) => {
  const [left, right] = [placeIn(shown, from), placeIn(shown, to)].map((place) =>
    Math.min(Math.max(place, -0.01), 1.01)
  );
  return { left: `${100 * left}%`, width: `max(2px, ${100 * (right - left)}%)` };
};

/** A moment as CSS: its mark is not cut in half at either end of the line. */
const pointAt = (place: number) =>
  place < 0 || place > 1 ? `${100 * place}%` : `clamp(6px, ${100 * place}%, calc(100% - 6px))`;

function EventCells({ model, trace, row: { event, at, depth }, shown }: RowOf<'event'>) {
  const styles = useStyles2(getStyles);
  const { subject, predicate, origin } = sentenceOf(event);
  const { text, failed } = outcomeBadge(event);
  return (
    <>
      <div className={styles.name} style={{ paddingLeft: indentOf(depth) + 20 }}>
        <Icon name="shield" size="sm" title="audit event" />
        <a
          className={styles.link}
          tabIndex={-1}
          href={auditLink(model, { search: model.state.traceId, event: event.id }, trace.moment)}
        >
          <bdi className={styles.service}>{subject}</bdi> <bdi>{predicate}</bdi> <bdi>{origin}</bdi>
        </a>
        {event.action !== '' && <span className={cx(styles.badge, failed && styles.failed)}>{text}</span>}
      </div>
      <div className={cx(styles.duration, styles.faint)}>at {formatDuration(at)}</div>
      <div className={styles.line}>
        <div className={styles.diamond} style={{ left: pointAt(placeIn(shown, at)) }} />
      </div>
    </>
  );
}

const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    ...virtualRow,
    height: ROW_HEIGHT,
    display: 'grid',
    columnGap: theme.spacing(1),
    alignItems: 'center',
    padding: theme.spacing(0, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
    '&[data-found=true]': { background: theme.colors.warning.transparent },
    '&[aria-selected=true]': {
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    },
  }),
  clickable: css({ cursor: 'pointer' }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0, height: '100%' }),
  leaf: css({ flex: '0 0 20px' }),
  fold: css({
    flex: '0 0 20px',
    height: 20,
    padding: 0,
    border: 0,
    borderRadius: theme.shape.radius.default,
    background: 'transparent',
    color: theme.colors.text.primary,
    '&:hover': { background: theme.colors.action.hover },
  }),
  chevron: css({
    display: 'block',
    width: 7,
    height: 7,
    margin: '4px auto 0',
    borderRight: '1.5px solid currentColor',
    borderBottom: '1.5px solid currentColor',
    transform: 'translateY(-2px) rotate(45deg)',
  }),
  chevronClosed: css({ transform: 'translateX(-2px) rotate(-45deg)' }),
  mark: css({
    display: 'inline-flex',
    justifyContent: 'center',
    alignItems: 'center',
    width: 12,
    height: 12,
    border: '1px solid currentColor',
    borderRadius: theme.shape.radius.circle,
    fontSize: 9,
    fontWeight: theme.typography.fontWeightBold,
    lineHeight: 1,
  }),
  color: css({ flex: '0 0 4px', height: 16, borderRadius: 2 }),
  text: css({ ...oneLine, minWidth: 0 }),
  service: css({ fontWeight: theme.typography.fontWeightMedium }),
  faint: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text, flex: '0 0 auto' }),
  odd: css({ color: theme.colors.warning.text }),
  hidden: css({ flex: '0 0 auto', color: theme.colors.text.secondary }),
  link: css({ ...oneLine, minWidth: 0, color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  badge: css({ flex: '0 0 auto', color: theme.colors.text.secondary }),
  duration: css({ textAlign: 'right', ...oneLine, fontVariantNumeric: 'tabular-nums' }),
  line: css({ position: 'relative', height: '100%', overflow: 'hidden', marginRight: theme.spacing(1) }),
  bar: css({ position: 'absolute', top: 7, height: 11, borderRadius: 2 }),
  failedBar: css({ outline: `2px solid ${theme.colors.error.main}`, outlineOffset: -1 }),
  missing: css({ position: 'absolute', top: 12, borderTop: `2px dashed ${theme.colors.text.secondary}` }),
  critical: css({ position: 'absolute', top: 20, height: 3, background: theme.colors.text.primary }),
  diamond: css({
    position: 'absolute',
    top: 9,
    width: 9,
    height: 9,
    marginLeft: -4,
    transform: 'rotate(45deg)',
    background: theme.colors.text.primary,
  }),
});
