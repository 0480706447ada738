import { rmSync } from 'node:fs';

import { type ScratchJob, type ScratchOutcome } from './messages';

/**
 * Entry of the scratch engine's process. It answers once and is then killed by its parent: the engine's threads (a Kafka
 * queue keeps looking for its broker) end with nothing less.
 */
process.once('message', (job: ScratchJob) => {
  // the parent has died: nobody else removes the files
  process.once('disconnect', () => {
    rmSync(job.dir, { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  });
  // Loaded here, because a missing native library must become an answer.
  import('./scratchEngine').then(
    ({ runInScratch }) => runInScratch(job).then(answer, (error: unknown) => fail(textOf(error))),
    (error: unknown) =>
      fail(
        `chDB is not installed or does not run here (${process.platform}-${process.arch}).\n` +
          '  It is an optional package of girok, for Linux with glibc and for macOS.\n' +
          `  ${textOf(error).split('\n')[0]}`
      )
  );
});

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const fail = (message: string) => answer({ type: 'failed', message });

function answer(outcome: ScratchOutcome): void {
  if (process.connected) {
    process.send?.(outcome);
  }
}
