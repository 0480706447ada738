import { type EmbeddedServer } from './embeddedServer';
import { startFailure } from './startFailure';
import { type StartMessage, type StartOutcome } from './startMessages';

/**
 * Entry of the server process. It waits for its options from the parent, answers once with the port or the reason why
 * not, and ends with SIGTERM, SIGINT or its parent.
 */
let server: Promise<EmbeddedServer> | undefined;
let stopping = false;

process.once('message', (message: StartMessage) => {
  // Loaded here, because a missing native library must become an answer.
  server = import('./embeddedServer').then(({ startServer }) => startServer(message));
  server.then(
    ({ port }) => tell({ type: 'listening', port }),
    (error: unknown) => tell(startFailure(error), () => process.exit(1))
  );
});
// The parent reads the log; when it has died there is nobody to tell, and that must not keep this process from stopping.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);

function stop(): void {
  if (stopping) {
    return;
  }
  stopping = true;
  const stopped = server ? server.then((running) => running.stop()) : Promise.resolve(true);
  stopped.then(
    // exit() would wait for the engine's threads, for ever if one of them does not end.
    (clean) => (clean ? process.exit(0) : process.kill(process.pid, 'SIGKILL')),
    () => process.exit(1)
  );
}

function tell(outcome: StartOutcome, then: () => void = () => {}): void {
  if (process.connected && process.send) {
    process.send(outcome, then);
  } else {
    then();
  }
}
