import { millisecondsAt } from './span';
import { type SpanNode, type TraceNode, type TraceTree, walk } from './traceTree';
import { type AuditEvent } from '../auditEvents';

/** An audit event of the trace, in ns from the start of the trace. */
export interface EventInTrace {
  event: AuditEvent;
  at: number;
}

/** One line of the waterfall. */
export type TraceRow =
  | { kind: 'node'; key: string; node: TraceNode; depth: number; isCollapsed: boolean; hidden: number }
  | { kind: 'event'; key: string; event: AuditEvent; at: number; depth: number };

/** Audit events by the key of the span that they name; those of no received span under the empty key. By time. */
export function eventsBySpan(
  tree: TraceTree,
  startedAt: bigint,
  events: readonly AuditEvent[]
): Map<string, EventInTrace[]> {
  const bySpan = new Map<string, EventInTrace[]>();
  for (const event of events) {
    // of several spans with one id it is the first one's: the event does not say which
    const key = tree.spans.has(event.span) ? event.span : '';
    const one = { event, at: Number(BigInt(event.id.split('-')[0]) - startedAt) };
    bySpan.set(key, [...(bySpan.get(key) ?? []), one]);
  }
  bySpan.forEach((list) => list.sort((a, b) => a.at - b.at));
  return bySpan;
}

type Item = { node: TraceNode; at: number; depth: number } | { of: EventInTrace; at: number; depth: number };

/** What the waterfall shows, top to bottom: parents before children, brothers and events by time, nothing below what is collapsed. */
export function traceRows(
  tree: TraceTree,
  collapsed: ReadonlySet<string>,
  events: ReadonlyMap<string, EventInTrace[]> = new Map()
): TraceRow[] {
  const rows: TraceRow[] = [];
  const waiting = inOrder(tree.roots, events.get(''), 0).reverse();
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    if ('of' in item) {
      rows.push({
        kind: 'event',
        key: `event.${item.of.event.id}`,
        event: item.of.event,
        at: item.at,
        depth: item.depth,
      });
      continue;
    }
    const { node, depth } = item;
    const isCollapsed = collapsed.has(node.key);
    rows.push({ kind: 'node', key: node.key, node, depth, isCollapsed, hidden: isCollapsed ? descendants(node) : 0 });
    if (!isCollapsed) {
      const below = inOrder(node.children, events.get(node.key), depth + 1);
      for (let i = below.length - 1; i >= 0; i--) {
        waiting.push(below[i]);
      }
    }
  }
  return rows;
}

function inOrder(nodes: readonly TraceNode[], events: EventInTrace[] | undefined, depth: number): Item[] {
  const items = nodes.map((node): Item => ({ node, at: node.start, depth }));
  return events
    ? [...items, ...events.map((of): Item => ({ of, at: of.at, depth }))].sort((a, b) => a.at - b.at)
    : items;
}

function descendants(node: TraceNode): number {
  let count = -1;
  walk([node], () => count++);
  return count;
}

/** Every node that has something below it. */
export function parentsOf(tree: TraceTree): string[] {
  const keys: string[] = [];
  walk(tree.roots, ({ key, children }) => children.length > 0 && keys.push(key));
  return keys;
}

/** The keys above a span, which must be open for it to be seen. */
export function keysAbove(node: SpanNode): string[] {
  const keys: string[] = [];
  for (let at = node.parent; at; at = at.kind === 'span' ? at.parent : undefined) {
    keys.push(at.key);
  }
  return keys;
}

/** Keys of the spans that a text finds by their name, service, kind, message or id, or that `alsoIds` names; top to bottom. */
export function matchingSpans(tree: TraceTree, text: string, alsoIds: ReadonlySet<string> = new Set()): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found: string[] = [];
  if (words.length > 0) {
    walk(tree.roots, (node) => {
      if (node.kind === 'span') {
        const { service, name, kind, message, id } = node.span;
        const all = `${service} ${name} ${kind} ${message} ${id}`.toLowerCase();
        if (alsoIds.has(id) || words.every((word) => all.includes(word))) {
          found.push(node.key);
        }
      }
    });
  }
  return found;
}

/** Where the trace lies, in ms since 1970, with a minute on either side: events are recorded a little before and after. */
export function timeOfTrace(startedAt: bigint, duration: number): { from: number; to: number } {
  const minute = 60_000;
  return {
    from: Math.floor(millisecondsAt(startedAt, 0)) - minute,
    to: Math.ceil(millisecondsAt(startedAt, duration)) + minute,
  };
}
