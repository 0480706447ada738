import { type CallEdge, type CallGraph, type CallNode, type NodeKind } from './callGraph';
import { numberOf, type Row, textOf } from '../tab/answer';

/** Reads the answer of `serviceEdges()`. */
export function callGraphOf(rows: Row[]): CallGraph {
  const nodes = new Map<string, CallNode>();
  const nodeOf = (row: Row, end: 'source' | 'target') => {
    const [kind, name] = [textOf(row, `${end}_kind`) as NodeKind, textOf(row, end)];
    const id = JSON.stringify([kind, name]);
    nodes.set(id, {
      id,
      kind,
      name: kind === 'start' ? 'Start' : name,
      filterKey: textOf(row, `${end}_key`),
    });
    return id;
  };
  const edges = rows.map(
    (row): CallEdge => ({
      source: nodeOf(row, 'source'),
      target: nodeOf(row, 'target'),
      calls: numberOf(row, 'calls'),
      rate: numberOf(row, 'calls') / Math.max(1, numberOf(row, 'seconds')),
      errorShare: numberOf(row, 'error_share'),
      p95: numberOf(row, 'p95'),
    })
  );
  return { nodes: [...nodes.values()], edges };
}
