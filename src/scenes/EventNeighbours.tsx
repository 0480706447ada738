import { css } from '@emotion/css';
import { dateTime, type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { Alert, InlineSwitch, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';

import { adviceOn } from './advice';
import { type AuditEvent, eventsFromFrame, parseEventId } from './auditEvents';
import { EventLines } from './EventLines';
import { chosenDataSourceUid } from './variables';
import { auditNeighbours } from '../../queries/audit/neighbours';
import { type TableMapping } from '../../queries/tables';
import { queryOnce } from '../grafana/query';

interface EventNeighboursProps {
  /** An object of the page, for its data source. */
  model: SceneObject;
  tables: TableMapping;
  event: AuditEvent;
  onOpen: (id: string) => void;
}

/** Events on each side. */
const EACH = 6;

/** What happened just before and just after an event, whatever the page is narrowed to. */
export function EventNeighbours({ model, tables, event, onOpen }: EventNeighboursProps) {
  const [sameActor, setSameActor] = useState(true);
  const [answer, setAnswer] = useState<{ events?: AuditEvent[]; problem?: string }>({});
  const styles = useStyles2(getStyles);
  useEffect(() => {
    const parts = parseEventId(event.id);
    if (!parts) {
      return undefined;
    }
    const abort = new AbortController();
    const at = dateTime(event.time);
    const actor = sameActor ? event.actor : undefined;
    queryOnce(
      chosenDataSourceUid(model),
      auditNeighbours({ tables, ...parts, actor, each: EACH }),
      { from: at, to: at },
      abort.signal
    )
      .then((frame) => ({ events: eventsFromFrame(frame) }))
      .catch((error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }))
      .then((result) => !abort.signal.aborted && setAnswer(result));
    return () => abort.abort();
  }, [model, tables, event, sameActor]);
  const { events, problem } = answer;
  return (
    <section aria-label="Neighbours in time">
      <div className={styles.bar}>
        <InlineSwitch
          id="girok-same-actor"
          label="Same actor only"
          showLabel
          transparent
          value={sameActor}
          onChange={({ currentTarget }) => setSameActor(currentTarget.checked)}
        />
        <span className={styles.faint}>
          {sameActor ? 'A day on each side, all services' : 'An hour on each side, everybody'}
        </span>
      </div>
      {problem !== undefined && (
        <Alert severity="error" title="The neighbours could not be read">
          {adviceOn(problem)}
        </Alert>
      )}
      {events === undefined && problem === undefined && <LoadingPlaceholder text="Looking for neighbours" />}
      {events && (
        <EventLines
          events={[
            ...events.filter((one) => isAfter(one, event)),
            event,
            ...events.filter((one) => !isAfter(one, event)),
          ]}
          current={event.id}
          onOpen={({ id }) => onOpen(id)}
        />
      )}
      {events?.length === 0 && <p className={styles.faint}>Nothing else happened then.</p>}
    </section>
  );
}

/** Later, or at the same nanosecond with the larger hash: the order of the query. */
function isAfter(one: AuditEvent, event: AuditEvent): boolean {
  const [a, b] = [parseEventId(one.id), parseEventId(event.id)];
  if (!a || !b) {
    return one.time > event.time;
  }
  return a.nanoseconds === b.nanoseconds ? a.hash > b.hash : a.nanoseconds > b.nanoseconds;
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2) }),
  faint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
