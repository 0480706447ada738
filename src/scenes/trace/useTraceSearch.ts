import { dateTime } from '@grafana/data';
import { useEffect, useMemo, useState } from 'react';

import { traceSearch } from '../../../queries/trace/trace';
import { columnOf, queryOnce } from '../../grafana/query';
import { chosenDataSourceUid } from '../variables';
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

interface Answer {
  text: string;
  ids: ReadonlySet<string>;
  problem?: string;
}

const NO_IDS: ReadonlySet<string> = new Set();

/** Searches the spans here at once, and their attributes, which only ClickHouse has, when the text is complete. */
export function useTraceSearch(model: TraceView, tree: TraceTree): Matches {
  const { find, tables, traceId } = model.useState();
  const [answer, setAnswer] = useState<Answer>({ text: '', ids: NO_IDS });
  useEffect(() => {
    if (find.trim() === '') {
      return undefined;
    }
    let current = true;
    const now = dateTime();
    queryOnce(chosenDataSourceUid(model), traceSearch(tables, traceId, find), { from: now, to: now })
      .then((frame): Answer => ({ text: find, ids: new Set(columnOf(frame, 'id')) }))
      .catch(
        (error: unknown): Answer => ({
          text: find,
          ids: NO_IDS,
          problem: error instanceof Error ? error.message : String(error),
        })
      )
      .then((result) => current && setAnswer(result));
    return () => {
      current = false;
    };
  }, [model, find, tables, traceId]);
  const isAnswered = answer.text === find;
  const keys = useMemo(
    () => matchingSpans(tree, find, isAnswered ? answer.ids : NO_IDS),
    [tree, find, isAnswered, answer.ids]
  );
  return { keys, isLooking: find.trim() !== '' && !isAnswered, problem: isAnswered ? answer.problem : undefined };
}
