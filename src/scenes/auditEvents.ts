import { type DataFrame } from '@grafana/data';

/** One audit event as the event list shows it. Times in ms since 1970; `id` is unique and stands in links. */
export interface AuditEvent {
  id: string;
  time: number;
  actor: string;
  actorType: string;
  action: string;
  target: string;
  targetType: string;
  outcome: string;
  source: string;
  tenant: string;
  service: string;
  event: string;
  body: string;
  severity: string;
  trace: string;
  span: string;
  record: string;
  /** Undefined where nobody wrote down when the row was stored. */
  ingested?: number;
  /** The time as it was sent, in ns, when it was not usable; else undefined. */
  clampedFrom?: string;
  attributes: Record<string, string>;
  resource: Record<string, string>;
}

/** Rows of `auditEvents()` as events. A column that the answer lacks reads as empty. */
export function eventsFromFrame(frame: DataFrame | undefined): AuditEvent[] {
  if (!frame) {
    return [];
  }
  const columns = new Map(frame.fields.map((field) => [field.name, field.values]));
  return Array.from({ length: frame.length }, (_, row) => {
    const text = (name: string) => String(columns.get(name)?.[row] ?? '');
    const clampedFrom = text('clamped_from');
    const ingested: unknown = columns.get('ingested')?.[row];
    return {
      id: `${text('nanoseconds')}-${text('hash')}`,
      time: Number(columns.get('time')?.[row]),
      actor: text('actor'),
      actorType: text('actor_type'),
      action: text('action'),
      target: text('target'),
      targetType: text('target_type'),
      outcome: text('outcome'),
      source: text('source'),
      tenant: text('tenant'),
      service: text('service'),
      event: text('event'),
      body: text('body'),
      severity: text('severity'),
      trace: text('trace'),
      span: text('span'),
      record: text('record'),
      ingested: ingested == null ? undefined : Number(ingested),
      clampedFrom: clampedFrom === '' || clampedFrom === '0' ? undefined : clampedFrom,
      attributes: attributesOf(columns.get('attributes')?.[row]),
      resource: attributesOf(columns.get('resource')?.[row]),
    };
  });
}

/** A map comes as an object or, from formats that flatten, as its JSON text. */
function attributesOf(value: unknown): Record<string, string> {
  const parsed: unknown = typeof value === 'string' ? parseObject(value) : value;
  if (typeof parsed !== 'object' || parsed === null) {
    return {};
  }
  return Object.fromEntries(Object.entries(parsed).map(([key, one]) => [key, String(one)]));
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** Parts of an event id, or undefined for text that is not one (somebody's edited link). */
export function parseEventId(id: string): { nanoseconds: bigint; hash: bigint } | undefined {
  const match = /^(\d{1,20})-(\d{1,20})$/.exec(id);
  if (!match) {
    return undefined;
  }
  const [nanoseconds, hash] = [BigInt(match[1]), BigInt(match[2])];
  return nanoseconds <= INT64_MAX && hash <= UINT64_MAX ? { nanoseconds, hash } : undefined;
}
