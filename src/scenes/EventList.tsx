import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, LoadingState } from '@grafana/data';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Alert, LoadingBar, useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';

import { adviceOn } from './advice';
import { type AuditEvent, eventsFromFrame } from './auditEvents';
import { EventDetails } from './EventDetails';
import { NothingMatches } from './NothingMatches';
import { isBusy } from './SearchVariable';
import { outcomeBadge, sentenceOf } from './sentence';
import { type ShowSql } from './ShowSql';
import { type TableMapping } from '../../queries/tables';

interface EventListState extends SceneObjectState {
  /** Id of the event whose details are open. */
  event?: string;
  /** Id of the row that the keyboard is on. */
  current?: string;
  /** The query's limit, to say when there is more. */
  limit: number;
  tables: TableMapping;
  sql: ShowSql;
}

const ROW_HEIGHT = 36;

/** Audit events as sentences, newest first. Rows are virtual, so their number does not matter. */
export class EventList extends SceneObjectBase<EventListState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['event'] });

  getUrlState() {
    return { event: this.state.event };
  }

  updateFromUrl({ event }: SceneObjectUrlValues) {
    this.setState({ event: typeof event === 'string' && event !== '' ? event : undefined });
  }

  /** Opens the details of an event, as a step that Back undoes. */
  open = (id: string) => this._urlSync.performBrowserHistoryAction(() => this.setState({ event: id, current: id }));

  close = () => this.setState({ event: undefined });

  /** Moves the keyboard's row by `by` within `events`. */
  move(events: AuditEvent[], by: 1 | -1) {
    const at = events.findIndex(({ id }) => id === this.state.current);
    const next = events[Math.min(Math.max(at + by, 0), events.length - 1)];
    if (next) {
      this.setState({ current: next.id });
    }
  }

  static Component = EventListView;
}

function EventListView({ model }: SceneComponentProps<EventList>) {
  const { event, current, limit, tables, sql } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  const styles = useStyles2(getStyles);
  const frame = data?.series[0];
  const events = useMemo(() => eventsFromFrame(frame), [frame]);
  const loading = data === undefined || data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  const failure = data?.state === LoadingState.Error ? (data.errors?.[0]?.message ?? data.error?.message) : undefined;
  useRowKeys(model, events);

  return (
    <section className={styles.list} aria-label="Audit events" aria-busy={loading}>
      <header className={styles.header}>
        <h2 className={styles.title}>Events</h2>
        <span className={styles.keys}>j k move · Enter opens · / searches</span>
        <sql.Component model={sql} />
      </header>
      <div className={styles.bar}>{loading && <LoadingBar width={400} />}</div>
      {failure !== undefined && (
        <Alert severity="error" title="The events could not be read">
          {adviceOn(failure)}
        </Alert>
      )}
      {!loading && failure === undefined && events.length === 0 && <NothingMatches model={model} what="audit events" />}
      {events.length > 0 && (
        <Rows events={events} current={current} isOpen={event !== undefined} dimmed={loading} onOpen={model.open} />
      )}
      {events.length >= limit && (
        <p className={styles.more}>
          These are the newest {limit.toLocaleString('en-US')} events. Narrow the time range or add a filter to see
          others.
        </p>
      )}
      {event !== undefined && (
        <EventDetails
          model={model}
          tables={tables}
          id={event}
          known={events.find(({ id }) => id === event)}
          onOpen={model.open}
          onClose={model.close}
        />
      )}
    </section>
  );
}

/** `j`/`k` and the arrows move, Enter opens, Escape closes; not while somebody types. */
function useRowKeys(model: EventList, events: AuditEvent[]) {
  useEffect(() => {
    const onKey = (key: KeyboardEvent) => {
      if (model.state.event !== undefined || isBusy(key.target) || key.ctrlKey || key.metaKey || key.altKey) {
        return;
      }
      if (key.key === 'j' || key.key === 'k') {
        model.move(events, key.key === 'j' ? 1 : -1);
      } else if (
        key.key === 'Enter' &&
        model.state.current &&
        !(key.target instanceof HTMLButtonElement || key.target instanceof HTMLAnchorElement)
      ) {
        model.open(model.state.current);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model, events]);
}

interface RowsProps {
  events: AuditEvent[];
  current?: string;
  /** Whether the details of an event are open; when they close, the keyboard goes back to its row. */
  isOpen: boolean;
  dimmed: boolean;
  onOpen: (id: string) => void;
}

function Rows({ events, current, isOpen, dimmed, onOpen }: RowsProps) {
  const styles = useStyles2(getStyles);
  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
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
      <ol className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => (
          <li
            key={item.key}
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)` }}
            aria-setsize={events.length}
            aria-posinset={item.index + 1}
          >
            <Row event={events[item.index]} current={item.index === at} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </div>
  );
}

const Row = memo(function Row({
  event,
  current,
  onOpen,
}: {
  event: AuditEvent;
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
      <span className={styles.where}>
        <bdi>{[event.service, event.tenant].filter(Boolean).join(' · ')}</bdi>
      </span>
    </button>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0, position: 'relative' }),
  header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2) }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  keys: css({ flex: 1, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  bar: css({ height: 2, overflow: 'hidden' }),
  viewport: css({
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    contain: 'strict',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  rows: css({ position: 'relative', margin: 0, padding: 0, listStyle: 'none' }),
  row: css({ position: 'absolute', top: 0, left: 0, width: '100%', height: ROW_HEIGHT }),
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
    background: theme.colors.error.transparent,
    borderColor: theme.colors.error.border,
    color: theme.colors.error.text,
  }),
  sentence: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  subject: css({ fontWeight: theme.typography.fontWeightMedium }),
  faint: css({ color: theme.colors.text.secondary }),
  where: css({
    flex: '0 0 auto',
    maxWidth: '30%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
  more: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
