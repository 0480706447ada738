import { type DataFrame } from '@grafana/data';

import { type ServiceColors, serviceColors } from '../serviceColor';
import { type CriticalPath, criticalPath } from './criticalPath';
import { millisecondsAt, type ReceivedSpans, spansFromFrame } from './span';
import { type Moment } from '../links';
import { type TraceSummary, traceSummary } from './traceSummary';
import { type TraceTree, traceTree } from './traceTree';

/** A trace as it was received, with all that is computed of it once. */
export interface ReceivedTrace extends Pick<ReceivedSpans, 'startedAt' | 'isCut'> {
  tree: TraceTree;
  path: CriticalPath;
  summary: TraceSummary;
  /** Of its services. */
  colorOf: ServiceColors;
  /** When it ran. */
  moment: Moment;
}

/** The answer of `traceSpans()` with its limit. A trace of no span is one that nothing is known of. */
export function receivedTrace(frame: DataFrame | undefined, limit: number): ReceivedTrace {
  const { startedAt, spans, isCut } = spansFromFrame(frame, limit);
  const tree = traceTree(spans);
  const path = criticalPath(tree);
  const summary = traceSummary(tree, path);
  return {
    startedAt,
    isCut,
    tree,
    path,
    summary,
    colorOf: serviceColors(summary.services.map(({ service }) => service)),
    moment: { from: millisecondsAt(startedAt, 0), to: millisecondsAt(startedAt, tree.duration) },
  };
}
