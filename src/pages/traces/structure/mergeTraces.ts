/** A span as `structureSpans()` answers: `start` in ns since the start of its trace, `duration` in ns. */
export interface StructureSpan {
  trace: string;
  span: string;
  parent: string;
  service: string;
  name: string;
  start: number;
  duration: number;
  failed: boolean;
}

/** One place in the merged call tree: all spans that were called the same way, from the root down. */
export interface CallNode {
  service: string;
  name: string;
  calls: number;
  failed: number;
  /** Traces that have it. */
  traces: number;
  /** Sum of the durations, and of what no child accounts for, in ns. */
  total: number;
  self: number;
  /** The longest of its spans, to look at. */
  longest: { trace: string; span: string; duration: number };
  children: CallNode[];
}

export interface CallTree {
  roots: CallNode[];
  traces: number;
  spans: number;
  /** Spans whose parent is not there: they stand as roots. */
  orphans: number;
  /** Spans that are each other's ancestors, and so hang on no root: they are not in the tree. */
  looped: number;
}

/** Deeper calls are not told apart from each other: a chain of 10,000 spans must not end in a stack of 10,000 nodes. */
const DEEPEST = 100;

interface Growing extends CallNode {
  traceIds: Set<string>;
  byCall: Map<string, Growing>;
}

/** Merges traces: spans with the same path of service and name from the root become one node. The node with most time comes first. */
export function mergeTraces(spans: StructureSpan[]): CallTree {
  const children = new Map<string, StructureSpan[]>();
  const known = new Set(spans.map(idOf));
  const roots: StructureSpan[] = [];
  let orphans = 0;
  for (const span of spans) {
    const parent = `${span.trace} ${span.parent}`;
    if (span.parent !== '' && known.has(parent) && span.parent !== span.span) {
      const siblings = children.get(parent) ?? [];
      siblings.push(span);
      children.set(parent, siblings);
    } else {
      roots.push(span);
      orphans += span.parent === '' ? 0 : 1;
    }
  }
  const top = new Map<string, Growing>();
  const open: Array<{ span: StructureSpan; siblings: Map<string, Growing>; depth: number }> = roots.map((span) => ({
    span,
    siblings: top,
    depth: 0,
  }));
  let placed = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    placed += 1;
    const { span, siblings, depth } = next;
    const called = children.get(idOf(span)) ?? [];
    const node = nodeFor(siblings, span);
    add(node, span, selfTime(span, called));
    const below = depth < DEEPEST ? node.byCall : siblings;
    open.push(...called.map((child) => ({ span: child, siblings: below, depth: depth + 1 })));
  }
  return {
    roots: finished(top),
    traces: new Set(spans.map(({ trace }) => trace)).size,
    spans: spans.length,
    orphans,
    looped: spans.length - placed,
  };
}

const idOf = ({ trace, span }: StructureSpan) => `${trace} ${span}`;

function nodeFor(siblings: Map<string, Growing>, { service, name, trace, span }: StructureSpan): Growing {
  const key = JSON.stringify([service, name]);
  const node = siblings.get(key) ?? {
    service,
    name,
    calls: 0,
    failed: 0,
    traces: 0,
    total: 0,
    self: 0,
    longest: { trace, span, duration: -1 },
    children: [],
    traceIds: new Set<string>(),
    byCall: new Map<string, Growing>(),
  };
  siblings.set(key, node);
  return node;
}

function add(node: Growing, { trace, span, duration, failed }: StructureSpan, self: number) {
  node.calls += 1;
  node.failed += failed ? 1 : 0;
  node.total += duration;
  node.self += self;
  node.traceIds.add(trace);
  if (duration > node.longest.duration) {
    node.longest = { trace, span, duration };
  }
}

/** The part of a span in which none of its children runs. Children that overlap count once; what lies outside of it does not. */
function selfTime({ start, duration }: StructureSpan, children: StructureSpan[]): number {
  const end = start + duration;
  let covered = 0;
  let until = start;
  for (const child of [...children].sort((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(child.start, until), Math.min(child.start + child.duration, end)];
    if (to > from) {
      covered += to - from;
      until = to;
    }
  }
  return duration - covered;
}

function finished(nodes: Map<string, Growing>): CallNode[] {
  return [...nodes.values()]
    .map(({ traceIds, byCall, ...node }) => ({ ...node, traces: traceIds.size, children: finished(byCall) }))
    .sort((a, b) => b.total - a.total);
}
