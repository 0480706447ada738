export type NodeKind = 'start' | 'service' | 'database' | 'queue' | 'external';

/** A service, or something that services speak to. */
export interface CallNode {
  id: string;
  kind: NodeKind;
  name: string;
  /** Key of the filter that finds its spans. */
  filterKey: string;
}

/** Calls from one node to another. Rate per second, share of failed ones 0-1, p95 in ns. */
export interface CallEdge {
  source: string;
  target: string;
  calls: number;
  rate: number;
  errorShare: number;
  p95: number;
}

export interface CallGraph {
  nodes: CallNode[];
  edges: CallEdge[];
}
