import { type DataFrame, dateTime } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { useEffect, useState } from 'react';

import { chosenDataSourceUid } from './variables';
import { type Sql } from '../../queries/sql';
import { queryOnce } from '../grafana/query';

/** What came of a question: nothing yet, a frame, or why there is none. */
export interface AnsweredOnce {
  frame?: DataFrame;
  problem?: string;
}

/** A question that is asked outside of a scene's data. */
export interface QuestionOnce {
  sql: Sql;
  /** What the time macros see. Milliseconds since 1970; the present moment when it is not given. */
  range?: { from: number; to: number };
}

const UNANSWERED: AnsweredOnce = {};

/**
 * Asks the page's data source for details, such as those of a drawer. A question that is not wanted any more, because
 * another one took its place or its drawing has left the screen, is cancelled; its answer never shows under another one.
 * @param question kept by the caller in a `useMemo`: each new object is asked; undefined asks nothing
 */
export function useQueryOnce(model: SceneObject, question: QuestionOnce | undefined): AnsweredOnce {
  const [answer, setAnswer] = useState<AnsweredOnce & { to?: QuestionOnce }>(UNANSWERED);
  const dataSource = chosenDataSourceUid(model);
  useEffect(() => {
    if (!question) {
      return undefined;
    }
    const abort = new AbortController();
    const { from, to } = question.range ?? { from: Date.now(), to: Date.now() };
    queryOnce(dataSource, question.sql, { from: dateTime(from), to: dateTime(to) }, abort.signal)
      .then((frame): AnsweredOnce => ({ frame }))
      .catch((error: unknown): AnsweredOnce => ({ problem: error instanceof Error ? error.message : String(error) }))
      .then((result) => !abort.signal.aborted && setAnswer({ ...result, to: question }));
    return () => abort.abort();
  }, [dataSource, question]);
  return answer.to === question ? answer : UNANSWERED;
}
