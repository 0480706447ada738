import { type CallGraph } from '../../scenes/serviceMap/callGraph';

/** The part of a map that a service stands in: what calls it, what it calls, and nothing beyond. */
export function neighboursOf({ nodes, edges }: CallGraph, service: string): CallGraph {
  const centre = nodes.find(({ kind, name }) => kind === 'service' && name === service);
  const own = edges.filter(({ source, target }) => source === centre?.id || target === centre?.id);
  const near = new Set(own.flatMap(({ source, target }) => [source, target]));
  return { nodes: nodes.filter(({ id }) => near.has(id)), edges: own };
}
