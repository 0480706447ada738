import { type SpanNode, type TraceNode, type TraceTree } from './traceTree';

/** A stretch of time, in ns from the start of the trace, in which the trace waited for this span and for nothing below it. */
export interface Stretch {
  from: number;
  to: number;
}

/** Stretches of each span on the critical path by its key, first one first. */
export type CriticalPath = Map<string, Stretch[]>;

/**
 * The critical path: what the duration of the trace is made of. Walking back from the end of the root, the time belongs to
 * the child that finished last before it; what no child covers belongs to the span itself; children that ran beside a later
 * one cost nothing. So every moment of the root belongs to exactly one span, and making that span faster makes the root
 * faster. After Z. Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022,
 * §4.1. As there, a child that outlives its parent counts up to the parent's end only, and one that runs wholly outside of
 * it does not count.
 *
 * With several roots it is that of the longest: which of them people waited for cannot be known.
 */
export function criticalPath(tree: TraceTree): CriticalPath {
  const root = longest(tree.roots);
  return root ? pathOf(root) : new Map();
}

function longest(roots: readonly TraceNode[]): SpanNode | undefined {
  const spans = roots.flatMap((root): SpanNode[] => (root.kind === 'span' ? [root] : root.children));
  return spans.reduce<SpanNode | undefined>(
    (best, one) => (best && best.end - best.start >= one.end - one.start ? best : one),
    undefined
  );
}

/** A span on the way back: what of it counts, where we are in it, and its children that are left, the last to finish on top. */
interface Visit {
  node: SpanNode;
  from: number;
  cursor: number;
  left: Array<{ node: SpanNode; from: number; to: number }>;
}

function pathOf(root: SpanNode): CriticalPath {
  const path: CriticalPath = new Map();
  // a stack of our own: traces are deeper than JavaScript's
  const open: Visit[] = [visit(root, root.start, root.end)];
  while (open.length > 0) {
    const here = open[open.length - 1];
    const child = here.left.pop();
    if (!child) {
      add(path, here.node, here.from, here.cursor);
      open.pop();
    } else if (child.to <= here.cursor) {
      add(path, here.node, child.to, here.cursor);
      here.cursor = child.from;
      open.push(visit(child.node, child.from, child.to));
    }
  }
  path.forEach((stretches) => stretches.reverse());
  return path;
}

function visit(node: SpanNode, from: number, to: number): Visit {
  const left = node.children
    .map((child) => ({ node: child, from: Math.max(child.start, from), to: Math.min(child.end, to) }))
    .filter((child) => child.to > child.from)
    .sort((a, b) => a.to - b.to || b.from - a.from);
  return { node, from, cursor: to, left };
}

function add(path: CriticalPath, node: SpanNode, from: number, to: number) {
  if (to > from) {
    const stretches = path.get(node.key);
    if (stretches) {
      stretches.push({ from, to });
    } else {
      path.set(node.key, [{ from, to }]);
    }
  }
}

/** Time in ns on the critical path. */
export const timeOnPath = (stretches: readonly Stretch[] = []) =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0);
