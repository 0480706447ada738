import { useMemo } from 'react';

import { traceSearch } from '../../../queries/trace/trace';
import { columnOf } from '../../grafana/query';
import { useQueryOnce } from '../useQueryOnce';
import { matchingSpans } from './traceRows';
import { type TraceTree } from './traceTree';
import { type TraceView } from './TraceView';

/** What a search within the trace found: keys of spans, top to bottom. */
interface Matches {
  keys: string[];
  /** ClickHouse is still looking through the attributes. */
  isLooking: boolean;
  problem?: string;
}

/** Searches the spans here at once, and their attributes, which only ClickHouse has, when the text is complete. */
export function useTraceSearch(model: TraceView, tree: TraceTree): Matches {
  const { find, tables, traceId } = model.useState();
  const question = useMemo(
    () => (find.trim() === '' ? undefined : { sql: traceSearch(tables, traceId, find) }),
    [find, tables, traceId]
  );
  const { frame, problem } = useQueryOnce(model, question);
  const keys = useMemo(
    () => matchingSpans(tree, find, new Set(frame ? columnOf(frame, 'id') : [])),
    [tree, find, frame]
  );
  return { keys, isLooking: question !== undefined && !frame && problem === undefined, problem };
}
