import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';

import { type AuditEvent } from './auditEvents';
import { type Density, EVENT_COLUMNS, type EventColumn, ROW_HEIGHT } from './eventColumns';
import { outcomeBadge, sentenceOf } from './sentence';
import { rowsViewport, virtualRow } from './virtualRows';

interface EventRowsProps {
  events: AuditEvent[];
  current?: string;
  /** Whether the details of an event are open; when they close, the keyboard goes back to its row. */
  isOpen: boolean;
  dimmed: boolean;
  columns: readonly EventColumn[];
  density: Density;
  onOpen: (id: string) => void;
}

/** Events as virtual rows: their number does not matter. */
export function EventRows({ events, current, isOpen, dimmed, columns, density, onOpen }: EventRowsProps) {
  const styles = useStyles2(getStyles);
  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT[density],
    overscan: 12,
  });
  useEffect(() => virtualizer.measure(), [density, virtualizer]);
  // in the order of the menu, whatever they were chosen in
  const shown = useMemo(
    () => (Object.keys(EVENT_COLUMNS) as EventColumn[]).filter((column) => columns.includes(column)),
    [columns]
  );
  const at = events.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (at >= 0) {
      virtualizer.scrollToIndex(at);
    }
  }, [at, virtualizer]);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) {
      viewport.current?.querySelector<HTMLElement>('[data-current=true]')?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div
      ref={viewport}
      className={styles.viewport}
      style={{ opacity: dimmed ? 0.5 : 1 }}
      tabIndex={0}
      role="group"
      aria-label={`${events.length} events`}
    >
      {shown.length > 0 && (
        <div className={styles.heads} aria-hidden="true">
          <span className={styles.sentence} />
          {shown.map((column) => (
            <span key={column} className={styles.cell}>
              {EVENT_COLUMNS[column]}
            </span>
          ))}
        </div>
      )}
      <ol className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => (
          <li
            key={item.key}
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            aria-setsize={events.length}
            aria-posinset={item.index + 1}
          >
            <Row event={events[item.index]} columns={shown} current={item.index === at} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </div>
  );
}

const Row = memo(function Row({
  event,
  columns,
  current,
  onOpen,
}: {
  event: AuditEvent;
  columns: readonly EventColumn[];
  current: boolean;
  onOpen: (id: string) => void;
}) {
  const styles = useStyles2(getStyles);
  const { subject, predicate, origin } = sentenceOf(event);
  const badge = outcomeBadge(event);
  return (
    <button type="button" className={styles.button} data-current={current} onClick={() => onOpen(event.id)}>
      <time className={styles.time} dateTime={new Date(event.time).toISOString()}>
        {dateTimeFormat(event.time, { format: 'MM-DD HH:mm:ss.SSS' })}
      </time>
      <span className={cx(styles.badge, badge.failed && styles.failed)}>{badge.text}</span>
      <span className={styles.sentence}>
        <bdi className={styles.subject}>{subject}</bdi> <bdi>{predicate}</bdi>{' '}
        <bdi className={styles.faint}>{origin}</bdi>
      </span>
      {columns.map((column) => (
        <bdi key={column} className={styles.cell} title={event[column]}>
          {event[column]}
        </bdi>
      ))}
    </button>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  viewport: css({ ...rowsViewport(theme), flex: 1, minHeight: 0 }),
  rows: css({ position: 'relative', margin: 0, padding: 0, listStyle: 'none' }),
  row: css(virtualRow),
  button: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    width: '100%',
    height: '100%',
    padding: theme.spacing(0, 1.5),
    border: 0,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    background: 'transparent',
    color: theme.colors.text.primary,
    textAlign: 'left',
    '&:hover': { background: theme.colors.action.hover },
    '&[data-current=true]': {
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  time: css({
    flex: '0 0 auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  badge: css({
    flex: '0 0 60px',
    textAlign: 'center',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: '20px',
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    color: theme.colors.text.primary,
  }),
  failed: css({
    borderColor: theme.colors.error.border,
    color: theme.colors.error.text,
  }),
  sentence: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  subject: css({ fontWeight: theme.typography.fontWeightMedium }),
  faint: css({ color: theme.colors.text.secondary }),
  heads: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'flex',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.25, 1.5),
    background: theme.colors.background.secondary,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
  cell: css({
    flex: '0 1 110px',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
});
