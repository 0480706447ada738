import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, LoadingPlaceholder, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';

import { TRACE_SPANS_SHOWN, traceSpans } from '../../../queries/trace/trace';
import { type ServiceColors, serviceColors } from '../serviceColor';
import { useQueryOnce } from '../useQueryOnce';
import { type ComparedPlace, compareTraces, type Side } from './compareTraces';
import { formatDuration } from './duration';
import { receivedTrace, type ReceivedTrace } from './receivedTrace';
import { traceLink } from './traceLinks';
import { type TraceView } from './TraceView';
import { readTraceId } from '../../../queries/trace/traceId';
import { rowsViewport, virtualRow } from '../virtualRows';

interface TraceComparisonProps {
  model: TraceView;
  trace: ReceivedTrace;
  /** As it stands in the address. */
  otherId: string;
}

/** This trace beside another: the same calls on one line, and what only one of them has. */
export function TraceComparison({ model, trace, otherId }: TraceComparisonProps) {
  const read = readTraceId(otherId);
  if (read.kind !== 'traceId') {
    return (
      <Alert severity="warning" title="There is nothing to compare with">
        The address does not name a second trace: compare= wants the 32 hexadecimal digits of its id.
      </Alert>
    );
  }
  return <Comparison model={model} trace={trace} otherId={read.traceId} />;
}

type Found = { trace: ReceivedTrace } | { problem: string } | undefined;

function useOtherTrace(model: TraceView, traceId: string): Found {
  const { tables } = model.useState();
  const question = useMemo(() => ({ sql: traceSpans(tables, traceId) }), [tables, traceId]);
  const { frame, problem } = useQueryOnce(model, question);
  return useMemo(() => {
    if (!frame) {
      return problem === undefined ? undefined : { problem };
    }
    const trace = receivedTrace(frame, TRACE_SPANS_SHOWN);
    return trace.tree.spans.size > 0 ? { trace } : { problem: 'No span of it is stored.' };
  }, [frame, problem]);
}

const ROW_HEIGHT = 32;

function Comparison({ model, trace, otherId }: TraceComparisonProps) {
  const styles = useStyles2(getStyles);
  const found = useOtherTrace(model, otherId);
  const other = found && 'trace' in found ? found.trace : undefined;
  const places = useMemo(() => (other ? compareTraces(trace.tree, other.tree) : []), [trace, other]);
  const colorOf = useMemo(() => serviceColors(places.map(({ service }) => service)), [places]);
  const longest = places.reduce(
    (most, { left, right }) => Math.max(most, left?.duration ?? 0, right?.duration ?? 0),
    0
  );
  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: places.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  if (found && 'problem' in found) {
    return (
      <Alert severity="warning" title={`Trace ${otherId} cannot be compared with`}>
        {found.problem}
      </Alert>
    );
  }
  if (!other) {
    return <LoadingPlaceholder text="Looking for the other trace" />;
  }
  const only = (side: 'left' | 'right') => {
    const count = places.filter((place) => place[side] && !place[side === 'left' ? 'right' : 'left']).length;
    return `${count} call${count === 1 ? '' : 's'}`;
  };
  return (
    <section className={styles.comparison} aria-label="Comparison">
      <p className={styles.note}>
        {differenceText(trace.summary.duration, other.summary.duration)} {only('left')} only in this trace,{' '}
        {only('right')} only in the other. Spans of one service and operation, called along the same path, share a line.
      </p>
      <div className={styles.head}>
        <span>Service and operation</span>
        <span>This trace · {when(trace)}</span>
        <span>
          <TextLink href={traceLink(model, otherId)} variant="bodySmall" inline>{`${otherId.slice(0, 8)}…`}</TextLink> ·{' '}
          {when(other)}
        </span>
        <span className={styles.right}>Change</span>
      </div>
      <div ref={viewport} className={styles.viewport} tabIndex={0} role="region" aria-label={`${places.length} calls`}>
        <ol className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <li key={item.key} className={styles.row} style={{ transform: `translateY(${item.start}px)` }}>
              <PlaceCells place={places[item.index]} longest={longest} colorOf={colorOf} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

const when = ({ moment, summary }: ReceivedTrace) =>
  `${formatDuration(summary.duration)} · ${dateTimeFormat(moment.from, { format: 'MM-DD HH:mm:ss' })}`;

function differenceText(mine: number, others: number): string {
  const difference = mine - others;
  return difference === 0
    ? 'Both took the same time.'
    : `This trace took ${formatDuration(Math.abs(difference))} ${difference > 0 ? 'longer' : 'less'}.`;
}

const INDENT = 12;
const DEEPEST_INDENT = 14;

interface PlaceCellsProps {
  place: ComparedPlace;
  longest: number;
  colorOf: ServiceColors;
}

function PlaceCells({ place: { service, name, depth, left, right }, longest, colorOf }: PlaceCellsProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const isMissing = !left && !right;
  return (
    <>
      <span className={styles.name} style={{ paddingLeft: Math.min(depth, DEEPEST_INDENT) * INDENT }}>
        {!isMissing && <span className={styles.color} style={{ background: colorOf(service, theme) }} />}
        <span className={styles.text} title={`${service}: ${name}`}>
          {isMissing ? (
            <em>Parent not received</em>
          ) : (
            <>
              <bdi className={styles.service}>{service || '(no service)'}</bdi> <bdi>{name || '(no name)'}</bdi>
            </>
          )}
        </span>
      </span>
      <SideCell side={left} isMissing={isMissing} longest={longest} color={colorOf(service, theme)} />
      <SideCell side={right} isMissing={isMissing} longest={longest} color={colorOf(service, theme)} />
      <span className={styles.right}>{changeText(left, right)}</span>
    </>
  );
}

function SideCell({
  side,
  isMissing,
  longest,
  color,
}: {
  side?: Side;
  isMissing: boolean;
  longest: number;
  color: string;
}) {
  const styles = useStyles2(getStyles);
  if (!side) {
    return <span className={styles.faint}>{isMissing ? '' : 'not there'}</span>;
  }
  return (
    <span className={styles.side}>
      <span className={styles.duration}>
        {formatDuration(side.duration)}
        {side.spans > 1 && <span className={styles.faint}> ×{side.spans}</span>}
        {side.errors > 0 && <span className={styles.failed}> {side.errors} failed</span>}
      </span>
      <span
        className={styles.bar}
        style={{ width: `${longest > 0 ? (40 * side.duration) / longest : 0}%`, background: color }}
      />
    </span>
  );
}

function changeText(left: Side | undefined, right: Side | undefined): string {
  if (!left || !right) {
    return left ? 'only here' : right ? 'only there' : '';
  }
  const difference = left.duration - right.duration;
  return difference === 0 ? 'same' : `${difference > 0 ? '+' : '−'}${formatDuration(Math.abs(difference))}`;
}

const COLUMNS = 'minmax(180px, 36%) minmax(0, 1fr) minmax(0, 1fr) 90px';
const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const getStyles = (theme: GrafanaTheme2) => ({
  comparison: css({ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 420, gap: theme.spacing(0.5) }),
  note: css({ margin: 0, color: theme.colors.text.secondary }),
  head: css({
    display: 'grid',
    gridTemplateColumns: COLUMNS,
    columnGap: theme.spacing(1),
    padding: theme.spacing(0.5, 2, 0.5, 1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  viewport: css({ ...rowsViewport(theme), flex: 1, minHeight: 0 }),
  rows: css({ position: 'relative', margin: 0, padding: 0, listStyle: 'none' }),
  row: css({
    ...virtualRow,
    height: ROW_HEIGHT,
    display: 'grid',
    gridTemplateColumns: COLUMNS,
    columnGap: theme.spacing(1),
    alignItems: 'center',
    padding: theme.spacing(0, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0 }),
  color: css({ flex: '0 0 4px', height: 16, borderRadius: 2 }),
  text: css({ ...oneLine, minWidth: 0 }),
  service: css({ fontWeight: theme.typography.fontWeightMedium }),
  faint: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
  side: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
  duration: css({ flex: '0 0 auto', minWidth: 90, fontVariantNumeric: 'tabular-nums' }),
  bar: css({ height: 10, minWidth: 2, borderRadius: 2 }),
  right: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
});
