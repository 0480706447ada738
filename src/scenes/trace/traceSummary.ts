import { type CriticalPath, timeOnPath } from './criticalPath';
import { type TraceTree } from './traceTree';

export interface ServiceShare {
  service: string;
  spans: number;
  errors: number;
  /** Time in ns that the critical path spends in this service. */
  critical: number;
  /** The same as a share of the path, 0 to 1. */
  share: number;
}

export interface TraceSummary {
  /** Name and service of the first root; of a trace without one, of its first span. */
  title: { service: string; name: string };
  duration: number;
  spans: number;
  errors: number;
  /** The most of the critical path first. */
  services: ServiceShare[];
  /** Spans whose parent was not received. */
  orphans: number;
  /** Spans that start before their parents. */
  skewed: number;
}

export function traceSummary(tree: TraceTree, path: CriticalPath): TraceSummary {
  const services = new Map<string, ServiceShare>();
  let [errors, orphans, skewed, onPath] = [0, 0, 0, 0];
  for (const node of tree.spans.values()) {
    const { service, isError } = node.span;
    const one = services.get(service) ?? { service, spans: 0, errors: 0, critical: 0, share: 0 };
    const critical = timeOnPath(path.get(node.key));
    services.set(service, one);
    one.spans += 1;
    one.errors += Number(isError);
    one.critical += critical;
    onPath += critical;
    errors += Number(isError);
    orphans += Number(node.parent?.kind === 'missing');
    skewed += Number(node.oddities.some(({ kind }) => kind === 'startsBefore'));
  }
  for (const one of services.values()) {
    one.share = onPath === 0 ? 0 : one.critical / onPath;
  }
  const spans = [...tree.spans.values()];
  const first = tree.roots.find((root) => root.kind === 'span') ?? spans[0];
  return {
    title: { service: first?.span.service ?? '', name: first?.span.name ?? '' },
    duration: tree.duration,
    spans: spans.length,
    errors,
    services: [...services.values()].sort(
      (a, b) => b.critical - a.critical || b.spans - a.spans || (a.service < b.service ? -1 : 1)
    ),
    orphans,
    skewed,
  };
}
