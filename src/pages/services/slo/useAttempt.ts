import { useState } from 'react';

import { refusalText } from './rights';

/** What a dialog does in Grafana: while it is done, and why it was not. */
export interface Attempt {
  busy: boolean;
  /** Empty: nothing is wrong. */
  problem: string;
  setProblem: (problem: string) => void;
  attempt: (deed: () => Promise<void>) => Promise<void>;
}

/**
 * A dialog that closes when its deed is done, and stays open with the reason when it is not.
 * @param right that the deed asks for, as `refusalText` names it
 */
export function useAttempt(right: string, onClose: () => void): Attempt {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  async function attempt(deed: () => Promise<void>) {
    setBusy(true);
    try {
      await deed();
      onClose();
    } catch (error) {
      setProblem(refusalText(error, right));
      setBusy(false);
    }
  }

  return { busy, problem, setProblem, attempt };
}
