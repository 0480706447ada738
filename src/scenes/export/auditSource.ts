import { dateTime } from '@grafana/data';

import { type ExportSource } from './exportRows';
import { isoTime } from './isoTime';
import { type AuditScope } from '../../../queries/audit/audit';
import { auditEventsPage, type EventCursor } from '../../../queries/audit/pages';
import { queryOnce } from '../../grafana/query';
import { type AuditEvent, eventsFromFrame, parseEventId } from '../auditEvents';

/** Events of one page. */
const PAGE = 5000;

const COLUMNS = [
  'time',
  'actor',
  'actorType',
  'action',
  'target',
  'targetType',
  'outcome',
  'source',
  'tenant',
  'service',
  'event',
  'body',
  'severity',
  'trace',
  'span',
  'record',
  'ingested',
  'attributes',
  'resource',
] as const;

/** All events of a scope, newest first, as rows of a file. The range must be a fixed one. */
export function auditSource(
  dataSourceUid: string,
  scope: AuditScope & { range: { from: number; to: number } }
): ExportSource<EventCursor> {
  const range = { from: dateTime(scope.range.from), to: dateTime(scope.range.to) };
  return {
    columns: COLUMNS,
    async page(after, signal) {
      const frame = await queryOnce(dataSourceUid, auditEventsPage(scope, PAGE, after), range, signal);
      const events = eventsFromFrame(frame);
      return { rows: events.map(rowOf), next: events.length === PAGE ? parseEventId(events[PAGE - 1].id) : undefined };
    },
  };
}

/** An event with its times as ISO 8601: to the nanosecond when it happened, to the millisecond when it was stored. */
function rowOf(event: AuditEvent): Record<string, unknown> {
  const row: Record<string, unknown> = Object.fromEntries(COLUMNS.map((column) => [column, event[column]]));
  return {
    ...row,
    time: isoTime(parseEventId(event.id)?.nanoseconds ?? 0n),
    ingested: event.ingested === undefined ? undefined : new Date(event.ingested).toISOString(),
  };
}
