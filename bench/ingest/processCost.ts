import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc: 100 on every Linux that Girok runs on (getconf CLK_TCK). */
const TICKS = 100;

/** CPU time that a process has used so far, all threads, user and system. Seconds. Linux only. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Most memory that a process has had at once. Bytes. Linux only. */
export function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

export interface Cost {
  /** Elapsed, and CPU of the process. Seconds. */
  seconds: number;
  cpu: number;
}

/** What a piece of work costs a process. */
export async function costOf(pid: number, work: () => Promise<unknown>): Promise<Cost> {
  const [begun, cpu] = [performance.now(), cpuSeconds(pid)];
  await work();
  return { seconds: (performance.now() - begun) / 1000, cpu: cpuSeconds(pid) - cpu };
}

/** The one in the middle by CPU: other programs of the machine stretch the elapsed time, not the CPU time. */
export function median(costs: Cost[]): Cost {
  return [...costs].sort((a, b) => a.cpu - b.cpu)[Math.floor(costs.length / 2)];
}
