import { type Signal } from './signal';

type Json = Record<string, unknown>;

const POINTS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

/** Children of a message in the order of OTLP: what is not as it should be has none. */
const children = (parents: Json[], key: string): Json[] =>
  parents.flatMap((parent) => (Array.isArray(parent[key]) ? (parent[key] as Json[]) : []));

/** Spans, log records or metric points in an OTLP JSON message that was checked. */
export function itemsIn(signal: Signal, message: string): number {
  const root = [JSON.parse(message) as Json];
  switch (signal) {
    case 'logs':
      return children(children(children(root, 'resourceLogs'), 'scopeLogs'), 'logRecords').length;
    case 'traces':
      return children(children(children(root, 'resourceSpans'), 'scopeSpans'), 'spans').length;
    case 'metrics': {
      const metrics = children(children(children(root, 'resourceMetrics'), 'scopeMetrics'), 'metrics');
      const kinds = metrics.flatMap((metric) => POINTS.map((kind) => metric[kind]).filter((kind) => kind)) as Json[];
      return children(kinds, 'dataPoints').length;
    }
  }
}
