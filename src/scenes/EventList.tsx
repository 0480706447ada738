import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { AnswerState, useAnswer } from './answer';
import { type AuditEvent, eventsFromFrame } from './auditEvents';
import { CHOSEN_COLUMNS, DENSITY } from './eventColumns';
import { EventDetails } from './EventDetails';
import { EventListOptions } from './EventListOptions';
import { EventRows } from './EventRows';
import { type ExportButton } from './export/ExportButton';
import { type LiveTail } from './LiveTail';
import { NothingMatches } from './NothingMatches';
import { usePreference } from './preferences';
import { type ShowSql } from './ShowSql';
import { movedBy, useRowKeys } from './useRowKeys';
import { type EventCursor } from '../../queries/audit/pages';
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
  tail: LiveTail;
  file: ExportButton<EventCursor>;
}

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
    const next = events[movedBy(at, by, events.length)];
    if (next) {
      this.setState({ current: next.id });
    }
  }

  static Component = EventListView;
}

function EventListView({ model }: SceneComponentProps<EventList>) {
  const { event, current, limit, tables, sql, tail, file } = model.useState();
  const answer = useAnswer(model);
  const { frames, loading, failure } = answer;
  const { events: fresh } = tail.useState();
  const [columns] = usePreference(CHOSEN_COLUMNS);
  const [density] = usePreference(DENSITY);
  const styles = useStyles2(getStyles);
  const frame = frames[0];
  const listed = useMemo(() => eventsFromFrame(frame), [frame]);
  const events = useMemo(() => withFresh(fresh, listed), [fresh, listed]);
  useEventKeys(model, events);

  return (
    <section className={styles.list} aria-label="Audit events" aria-busy={loading}>
      <header className={styles.header}>
        <h2 className={styles.title}>Events</h2>
        <tail.Component model={tail} />
        <EventListOptions />
        <file.Component model={file} />
        <sql.Component model={sql} />
      </header>
      <AnswerState answer={answer} what="The events" />
      {!loading && failure === undefined && events.length === 0 && <NothingMatches model={model} what="audit events" />}
      {events.length > 0 && (
        <EventRows
          events={events}
          current={current}
          isOpen={event !== undefined}
          dimmed={loading}
          columns={columns}
          density={density}
          onOpen={model.open}
        />
      )}
      {listed.length >= limit && (
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

/** What came in live, and below it what was asked for; an event that is in both stands once. */
function withFresh(fresh: AuditEvent[], listed: AuditEvent[]): AuditEvent[] {
  if (fresh.length === 0) {
    return listed;
  }
  const known = new Set(listed.map(({ id }) => id));
  return [...fresh.filter(({ id }) => !known.has(id)), ...listed].sort((a, b) => b.time - a.time);
}

function useEventKeys(model: EventList, events: AuditEvent[]) {
  const keys = useMemo(
    () => ({
      isListening: () => model.state.event === undefined,
      move: (by: 1 | -1) => model.move(events, by),
      open: () => model.state.current && model.open(model.state.current),
    }),
    [model, events]
  );
  useRowKeys(keys);
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0, position: 'relative' }),
  header: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(1) }),
  title: css({ ...theme.typography.h6, flex: 1, margin: 0 }),
  more: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
