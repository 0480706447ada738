import { type Sql, sql } from '../sql';

/** Spans that stand for work that a service was asked to do; the others are its steps. */
export const ENTRY_SPANS = sql`SpanKind IN ('Server', 'Consumer')`;

/** Which spans the page speaks of, by the name that stands in the address. */
export const SPAN_KINDS = {
  root: { label: 'Root spans', condition: sql`ParentSpanId = ''` },
  all: { label: 'All spans', condition: sql`1` },
  server: { label: 'Server', condition: sql`SpanKind = 'Server'` },
  client: { label: 'Client', condition: sql`SpanKind = 'Client'` },
  consumer: { label: 'Consumer', condition: sql`SpanKind = 'Consumer'` },
  // the two names that the semantic conventions have had; asked by key, so that the index on keys is of use
  database: {
    label: 'Database',
    condition: sql`(mapContains(SpanAttributes, 'db.system.name') OR mapContains(SpanAttributes, 'db.system'))`,
  },
} as const satisfies Record<string, { label: string; condition: Sql }>;

export type SpanKinds = keyof typeof SPAN_KINDS;

/** True for a name that stands for spans; anything else is somebody's edited link. */
export const isSpanKinds = (name: unknown): name is SpanKinds =>
  typeof name === 'string' && Object.hasOwn(SPAN_KINDS, name);
