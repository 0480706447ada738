import { useCallback, useEffect, useState } from 'react';

import { ask, Refusal } from './api';

/** An answer of the sidecar. While it is asked again, the one before stays. */
export interface Asked<Answer> {
  answer?: Answer;
  problem?: string;
  /** The problem is that whoever asks may not: it is not asked again by itself. */
  refused: boolean;
  loading: boolean;
  again: () => void;
}

/**
 * Asks when it is shown, when what is asked changes, and again every so often.
 * @param body makes it a POST
 * @param every ms after which it is asked again, by the last answer; undefined is never
 */
export function useAsked<Answer>(
  path: string,
  body?: object,
  every: (answer: Answer | undefined) => number | undefined = () => undefined
): Asked<Answer> {
  const [state, setState] = useState<Omit<Asked<Answer>, 'again'>>({ loading: true, refused: false });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((n) => n + 1), []);
  const key = body && JSON.stringify(body);
  useEffect(() => {
    let gone = false;
    ask<Answer>(path, key === undefined ? undefined : (JSON.parse(key) as object)).then(
      (answer) => !gone && setState({ answer, loading: false, refused: false }),
      (error: Error) =>
        !gone &&
        setState((before) => ({
          ...before,
          problem: error.message,
          refused: error instanceof Refusal,
          loading: false,
        }))
    );
    return () => {
      gone = true;
    };
  }, [path, key, round]);
  const everyMs = state.refused ? undefined : every(state.answer);
  useEffect(() => {
    if (everyMs === undefined) {
      return undefined;
    }
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, again]);
  return { ...state, again };
}
