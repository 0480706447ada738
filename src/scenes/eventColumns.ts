import { type AuditEvent } from './auditEvents';
import { preference, textsOr } from './preferences';

/** Columns that the event list can show beside the sentence, in their order. */
export const EVENT_COLUMNS = {
  action: 'Action',
  target: 'Target',
  source: 'Address',
  actorType: 'Actor type',
  event: 'Event name',
  severity: 'Severity',
  service: 'Service',
  tenant: 'Tenant',
  trace: 'Trace',
} as const satisfies Partial<Record<keyof AuditEvent, string>>;

export type EventColumn = keyof typeof EVENT_COLUMNS;

const isColumn = (text: string): text is EventColumn => Object.hasOwn(EVENT_COLUMNS, text);

/** Columns that this user wants to see. */
export const CHOSEN_COLUMNS = preference('audit.columns', textsOr<EventColumn>(['service', 'tenant'], isColumn));

export type Density = 'comfortable' | 'compact';

/** Height of a row in pixels. */
export const ROW_HEIGHT: Record<Density, number> = { comfortable: 36, compact: 26 };

export const DENSITY = preference(
  'audit.density',
  (stored): Density => (stored === 'compact' ? 'compact' : 'comfortable')
);
