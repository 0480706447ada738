import { dateTime } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { useEffect, useState } from 'react';

import { auditEvents } from '../../../queries/audit/audit';
import { literal, sql } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { queryOnce } from '../../grafana/query';
import { type AuditEvent, eventsFromFrame } from '../auditEvents';
import { chosenDataSourceUid } from '../variables';

/** Most audit events that are shown within one trace. */
export const TRACE_EVENTS_SHOWN = 1000;

export interface TraceEvents {
  events: AuditEvent[];
  /** There are more than these. */
  isCut: boolean;
  problem?: string;
}

const NONE: TraceEvents = { events: [], isCut: false };

/** The audit events and logs that name the trace, recorded while it ran: `range` in ms since 1970. */
export function useTraceEvents(
  model: SceneObject,
  tables: TableMapping,
  traceId: string,
  { from, to }: { from: number; to: number }
): TraceEvents {
  const [found, setFound] = useState<TraceEvents>(NONE);
  const dataSource = chosenDataSourceUid(model);
  useEffect(() => {
    let current = true;
    const question = auditEvents(
      { tables, range: { from, to }, where: sql`TraceId = ${literal(traceId)}` },
      TRACE_EVENTS_SHOWN + 1
    );
    queryOnce(dataSource, question, { from: dateTime(from), to: dateTime(to) })
      .then((frame): TraceEvents => {
        const events = eventsFromFrame(frame);
        return { events: events.slice(0, TRACE_EVENTS_SHOWN), isCut: events.length > TRACE_EVENTS_SHOWN };
      })
      .catch(
        (error: unknown): TraceEvents => ({ ...NONE, problem: error instanceof Error ? error.message : String(error) })
      )
      .then((result) => current && setFound(result));
    return () => {
      current = false;
    };
  }, [dataSource, tables, traceId, from, to]);
  return found;
}
