import { useCallback, useEffect, useState } from 'react';

import { ask } from './api';

/** An answer of the sidecar. While it is asked again, the one before stays. */
export interface Asked<Answer> {
  answer?: Answer;
  problem?: string;
  loading: boolean;
  again: () => void;
}

/**
 * Asks when it is shown, when what is asked changes, and again every so often.
 * @param body makes it a POST
 * @param everyMs asked again after so long; undefined is never
 */
export function useAsked<Answer>(path: string, body?: object, everyMs?: number): Asked<Answer> {
  const [state, setState] = useState<{ answer?: Answer; problem?: string; loading: boolean }>({ loading: true });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((n) => n + 1), []);
  const key = body && JSON.stringify(body);
  useEffect(() => {
    let gone = false;
    ask<Answer>(path, key === undefined ? undefined : (JSON.parse(key) as object)).then(
      (answer) => !gone && setState({ answer, loading: false }),
      ({ message }: Error) => !gone && setState((before) => ({ ...before, problem: message, loading: false }))
    );
    return () => {
      gone = true;
    };
  }, [path, key, round]);
  useEffect(() => {
    if (everyMs === undefined) {
      return undefined;
    }
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, again]);
  return { ...state, again };
}
