import { type SpanNode, type TraceNode, type TraceTree } from './traceTree';

/** What one trace has of a place in the structure. Times in ns. */
export interface Side {
  spans: number;
  errors: number;
  duration: number;
  self: number;
}

/** One place in the structure of two traces: an operation of a service, called along the same path. */
export interface ComparedPlace {
  key: string;
  /** Empty for what hangs under a parent that was not received. */
  service: string;
  name: string;
  depth: number;
  left?: Side;
  right?: Side;
}

interface Place extends ComparedPlace {
  below: Map<string, Place>;
}

const SEPARATOR = '\u0000';

/**
 * Two traces laid over each other: spans stand at the same place when the services and operations from the root down to them
 * are the same. Several spans of one place are one place with their number and the sum of their durations.
 */
export function compareTraces(left: TraceTree, right: TraceTree): ComparedPlace[] {
  const top: Place = { key: '', service: '', name: '', depth: -1, below: new Map() };
  lay(left, 'left', top);
  lay(right, 'right', top);
  const places: ComparedPlace[] = [];
  const waiting = [...top.below.values()].reverse();
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { below, ...one } = place;
    places.push(one);
    waiting.push(...[...below.values()].reverse());
  }
  return places;
}

function lay(tree: TraceTree, side: 'left' | 'right', top: Place) {
  const waiting: Array<[TraceNode, Place]> = tree.roots.map((root): [TraceNode, Place] => [root, top]).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, above] = next;
    const place = placeBelow(above, node);
    if (node.kind === 'span') {
      place[side] = plus(place[side], node);
    }
    for (let i = node.children.length - 1; i >= 0; i--) {
      waiting.push([node.children[i], place]);
    }
  }
}

function placeBelow(above: Place, node: TraceNode): Place {
  const { service, name } = node.kind === 'span' ? node.span : { service: '', name: '' };
  const step = `${node.kind}${SEPARATOR}${service}${SEPARATOR}${name}`;
  const known = above.below.get(step);
  if (known) {
    return known;
  }
  const place: Place = {
    key: `${above.key}/${above.below.size}`,
    service,
    name,
    depth: above.depth + 1,
    below: new Map(),
  };
  above.below.set(step, place);
  return place;
}

const plus = (side: Side | undefined, { span, self }: SpanNode): Side => ({
  spans: (side?.spans ?? 0) + 1,
  errors: (side?.errors ?? 0) + Number(span.isError),
  duration: (side?.duration ?? 0) + span.duration,
  self: (side?.self ?? 0) + self,
});
