import { Graph, layout } from '@dagrejs/dagre';

import { type CallGraph } from './callGraph';

/** Size of the box of a node, and what lies between boxes, in pixels. */
export const NODE = { width: 156, height: 48 };
const GAP = { x: 132, y: 24 };
const MARGIN = 16;

export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  /** Upper left corner of each node's box, by its id. */
  places: Map<string, Place>;
  width: number;
  height: number;
}

/**
 * Places the nodes in columns from left to right, callers before those they call; edges cross little. The same graph
 * always gives the same picture.
 */
export function layoutOf({ nodes, edges }: CallGraph): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', ranksep: GAP.x, nodesep: GAP.y, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  nodes.forEach(({ id }) => graph.setNode(id, { ...NODE }));
  edges
    .filter(({ source, target }) => source !== target && graph.hasNode(source) && graph.hasNode(target))
    .forEach(({ source, target }) => graph.setEdge(source, target));
  layout(graph);
  const places = new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return [id, { x: x - NODE.width / 2, y: y - NODE.height / 2 }];
    })
  );
  return { places, width: graph.graph().width ?? 0, height: graph.graph().height ?? 0 };
}
