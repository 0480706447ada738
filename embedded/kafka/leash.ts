import { spawn } from 'node:child_process';

/**
 * Ends a process when this one ends, even by `kill -9`: a shell waits for the end of its input, which only the death of
 * this process, or `release`, brings about.
 * @param pid of a child of this process
 * @returns takes the leash off; to be called when the child has ended
 */
export function leash(pid: number): () => void {
  const watcher = spawn('/bin/sh', ['-c', 'read _; kill -9 "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // a Ctrl-C, which goes to the whole group, must not end the watcher first
    detached: true,
  });
  watcher.unref();
  return () => watcher.kill('SIGKILL');
}
