import { useState } from 'react';

/** Something that is done on a click: whether it goes on, and why it failed. */
export function useAction<Given extends unknown[]>(act: (...given: Given) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = (...given: Given) => {
    setBusy(true);
    setProblem(undefined);
    act(...given)
      .catch(({ message }: Error) => setProblem(message))
      .finally(() => setBusy(false));
  };
  return { busy, problem, start };
}
