import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { type ReadAlerts, readAlerts } from './readAlerts';
import { type AlertBoard, alertBoard } from '../../../queries/alerts/acknowledgement/alertBoard';

/** How often alerts are read anew while somebody looks. Milliseconds. */
const EVERY_MS = 15_000;

export interface Alerts {
  /** What was read last, also while it is read anew or could not be. */
  read?: ReadAlerts;
  board?: AlertBoard;
  /** When that was, ms since 1970. */
  at: number;
  loading: boolean;
  failure?: string;
  /** Resolves when it was read. */
  reload: () => Promise<void>;
}

/** The alerts of Girok's rules, read now, whenever `trigger` is another one, and every 15 s while the page is in sight. */
export function useAlerts(trigger: unknown): Alerts {
  const [state, setState] = useState<{ read?: ReadAlerts; at: number; failure?: string; loading: boolean }>({
    at: 0,
    loading: true,
  });
  const newest = useRef(0);
  const forget = useCallback(() => newest.current++, []);

  const reload = useCallback(async () => {
    const turn = ++newest.current;
    setState((before) => ({ ...before, loading: true }));
    try {
      const read = await readAlerts();
      // an answer that a later question has overtaken is old
      if (turn === newest.current) {
        setState({ read, at: Date.now(), loading: false });
      }
    } catch (error) {
      if (turn === newest.current) {
        setState((before) => ({ ...before, loading: false, failure: String((error as Error).message) }));
      }
    }
  }, []);

  useEffect(() => {
    void reload();
    const timer = setInterval(() => document.visibilityState === 'visible' && void reload(), EVERY_MS);
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [reload, forget, trigger]);

  const { read, at, loading, failure } = state;
  const board = useMemo(() => read && alertBoard(read, at), [read, at]);
  return { read, board, at, loading, failure, reload };
}
