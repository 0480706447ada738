import { complain, EXIT } from '../output';

/**
 * Runs something that Ctrl-C asks to end in good order; a second Ctrl-C ends it at once.
 * @param work is handed the signal to heed
 */
export async function stoppable<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const ask = () => {
    if (stop.signal.aborted) {
      complain('Ended at once. `girok migrate status` shows what is left; the next run goes on from there.');
      process.exit(EXIT.interrupted);
    }
    complain('Stopping: what runs is finished, what is half done is put back. Ctrl-C again ends at once.');
    stop.abort();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', ask);
    process.off('SIGTERM', ask);
  }
}
