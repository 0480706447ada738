import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { Alert, InlineSwitch, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { adviceOn } from './advice';
import { type AuditEvent, eventsFromFrame, parseEventId } from './auditEvents';
import { EventLines } from './EventLines';
import { useQueryOnce } from './useQueryOnce';
import { auditNeighbours } from '../../queries/audit/neighbours';
import { type TableMapping } from '../../queries/tables';

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
  const styles = useStyles2(getStyles);
  const question = useMemo(() => {
    const parts = parseEventId(event.id);
    const actor = sameActor ? event.actor : undefined;
    return parts && { sql: auditNeighbours({ tables, ...parts, actor, each: EACH }) };
  }, [tables, event, sameActor]);
  const { frame, problem } = useQueryOnce(model, question);
  const events = useMemo(() => frame && eventsFromFrame(frame), [frame]);
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
