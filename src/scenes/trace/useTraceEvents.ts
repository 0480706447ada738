import { type SceneObject } from '@grafana/scenes';
import { useMemo } from 'react';

import { auditEvents } from '../../../queries/audit/audit';
import { literal, sql } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { type AuditEvent, eventsFromFrame } from '../auditEvents';
import { useQueryOnce } from '../useQueryOnce';

/** Most audit events that are shown within one trace. */
export const TRACE_EVENTS_SHOWN = 1000;

export interface TraceEvents {
  events: AuditEvent[];
  /** There are more than these. */
  isCut: boolean;
  problem?: string;
}

/** The audit events and logs that name the trace, recorded while it ran: `range` in ms since 1970. */
export function useTraceEvents(
  model: SceneObject,
  tables: TableMapping,
  traceId: string,
  { from, to }: { from: number; to: number }
): TraceEvents {
  const question = useMemo(() => {
    const range = { from, to };
    const where = sql`TraceId = ${literal(traceId)}`;
    return { sql: auditEvents({ tables, range, where }, TRACE_EVENTS_SHOWN + 1), range };
  }, [tables, traceId, from, to]);
  const { frame, problem } = useQueryOnce(model, question);
  return useMemo(() => {
    const events = frame ? eventsFromFrame(frame) : [];
    return { events: events.slice(0, TRACE_EVENTS_SHOWN), isCut: events.length > TRACE_EVENTS_SHOWN, problem };
  }, [frame, problem]);
}
