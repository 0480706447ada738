import { endOf, type Span } from './span';

/** What is odd about where a span stands. Shown in words beside it; the span itself is drawn as it was recorded. */
export type Oddity =
  | { kind: 'cycle' }
  /** Another span has the same id: this is the `copy`-th of them, in the order of their starts. */
  | { kind: 'sameId'; copy: number; of: number }
  /** By how many ns. A child cannot start before its parent: two clocks differ. */
  | { kind: 'startsBefore'; by: number }
  /** By how many ns. The parent did not wait for it, or two clocks differ. */
  | { kind: 'endsAfter'; by: number };

interface NodeShape {
  /** Unique in the trace. */
  key: string;
  /** ns from the start of the trace. */
  start: number;
  end: number;
  /** 0 at the top. */
  depth: number;
  /** By start. */
  children: SpanNode[];
}

export interface SpanNode extends NodeShape {
  kind: 'span';
  span: Span;
  parent?: TraceNode;
  oddities: Oddity[];
  /** Time in ns in which the span ran and none of its children did. */
  self: number;
}

/** A parent that spans name and that is not there: lost, not sampled, not sent yet, or cut off. It stands for its children. */
export interface MissingNode extends NodeShape {
  kind: 'missing';
  id: string;
}

export type TraceNode = SpanNode | MissingNode;

export interface TraceTree {
  /** By start. */
  roots: TraceNode[];
  /** Every span once, by its key. */
  spans: Map<string, SpanNode>;
  /** End of the last span, in ns from the start of the first. */
  duration: number;
}

/** A clock of ms, as the JavaScript SDKs had, shows children up to one tick outside of their parents. */
const CLOCK_TICK = 1_000_000;

/**
 * The tree of one trace. Nothing is moved or left out: a span whose parent is not there hangs under a node that says so, a
 * ring of spans is opened at its first one, and of spans with equal ids the children go to the one that ran when they started.
 */
export function traceTree(spans: readonly Span[]): TraceTree {
  const nodes = [...spans].sort((a, b) => a.start - b.start || b.duration - a.duration).map(nodeOf);
  const byId = groupById(nodes);
  const missing = new Map<string, MissingNode>();
  const tops: TraceNode[] = [];
  for (const node of nodes) {
    const { parentId } = node.span;
    const parent = parentId === '' ? undefined : parentOf(node, byId.get(parentId));
    if (parentId === '') {
      tops.push(node);
    } else if (parent) {
      adopt(parent, node);
    } else {
      adopt(missingParent(parentId, missing, tops), node);
    }
  }
  openRings(nodes, tops);
  for (const top of tops) {
    if (top.kind === 'missing') {
      top.start = top.children[0].start;
      top.end = top.children.reduce((latest, { end }) => Math.max(latest, end), 0);
    }
  }
  walk(tops, (node) => {
    if (node.kind === 'span') {
      node.depth = node.parent ? node.parent.depth + 1 : 0;
      node.self = selfTime(node);
      node.oddities.push(...outside(node));
    }
  });
  return {
    roots: tops.sort((a, b) => a.start - b.start),
    spans: new Map(nodes.map((node) => [node.key, node])),
    duration: nodes.reduce((latest, { end }) => Math.max(latest, end), 0),
  };
}

/** Visits every node once, parents first, without recursion: a chain of 50,000 spans is as deep as it is long. */
export function walk(roots: readonly TraceNode[], visit: (node: TraceNode) => void): void {
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    visit(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      waiting.push(node.children[i]);
    }
  }
}

const nodeOf = (span: Span): SpanNode => ({
  kind: 'span',
  key: span.key,
  span,
  start: span.start,
  end: endOf(span),
  depth: 0,
  children: [],
  oddities: [],
  self: 0,
});

function groupById(nodes: SpanNode[]): Map<string, SpanNode[]> {
  const byId = new Map<string, SpanNode[]>();
  for (const node of nodes) {
    const same = byId.get(node.span.id);
    if (same) {
      same.push(node);
    } else {
      byId.set(node.span.id, [node]);
    }
  }
  for (const same of byId.values()) {
    if (same.length > 1) {
      same.forEach((node, i) => node.oddities.push({ kind: 'sameId', copy: i + 1, of: same.length }));
    }
  }
  return byId;
}

/** Of several spans with the parent's id, the shortest one that was running; a span is not its own parent where another is. */
function parentOf(node: SpanNode, candidates: SpanNode[] | undefined): SpanNode | undefined {
  if (!candidates || candidates.length < 2) {
    return candidates?.[0];
  }
  const others = candidates.filter((one) => one !== node);
  const running = others.filter(({ start, end }) => start <= node.start && node.start <= end);
  return running.sort((a, b) => a.span.duration - b.span.duration)[0] ?? others[0];
}

function adopt(parent: TraceNode, child: SpanNode) {
  child.parent = parent;
  parent.children.push(child);
}

function missingParent(id: string, missing: Map<string, MissingNode>, tops: TraceNode[]): MissingNode {
  const known = missing.get(id);
  if (known) {
    return known;
  }
  const node: MissingNode = { kind: 'missing', key: `missing.${id}`, id, start: 0, end: 0, depth: 0, children: [] };
  missing.set(id, node);
  tops.push(node);
  return node;
}

/** Spans that no top leads to go round in a ring, or hang below one: each ring is opened at its first span. */
function openRings(nodes: SpanNode[], tops: TraceNode[]) {
  const reached = new Set<TraceNode>();
  walk(tops, (node) => reached.add(node));
  for (const node of nodes) {
    if (!reached.has(node)) {
      const first = firstOfRing(node);
      const siblings = first.parent?.children ?? [];
      siblings.splice(siblings.indexOf(first), 1);
      first.parent = undefined;
      first.oddities.push({ kind: 'cycle' });
      tops.push(first);
      walk([first], (one) => reached.add(one));
    }
  }
}

function firstOfRing(node: SpanNode): SpanNode {
  const seen = new Set<TraceNode>();
  let at: SpanNode = node;
  while (!seen.has(at) && at.parent?.kind === 'span') {
    seen.add(at);
    at = at.parent;
  }
  let first = at;
  for (let one = at.parent; one?.kind === 'span' && one !== at; one = one.parent) {
    first = one.start < first.start ? one : first;
  }
  return first;
}

/** Duration less the union of what its children cover of it. */
function selfTime({ start, end, children }: SpanNode): number {
  let self = end - start;
  let coveredTo = start;
  for (const child of children) {
    const [from, to] = [Math.max(child.start, coveredTo), Math.min(child.end, end)];
    if (to > from) {
      self -= to - from;
      coveredTo = to;
    }
  }
  return self;
}

function outside({ parent, start, end }: SpanNode): Oddity[] {
  if (parent?.kind !== 'span') {
    return [];
  }
  const early = parent.start - start;
  const late = end - parent.end;
  return [
    ...(early > CLOCK_TICK ? [{ kind: 'startsBefore', by: early } as const] : []),
    ...(late > CLOCK_TICK ? [{ kind: 'endsAfter', by: late } as const] : []),
  ];
}
