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

/** What a piece of work costs these processes together. */
export async function costOf(pids: number[], work: () => unknown): Promise<Cost> {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const [begun, before] = [performance.now(), cpu()];
  await work();
  return { seconds: (performance.now() - begun) / 1000, cpu: cpu() - before };
}

const RUNS = 9;
/** Before them: the engine compiles an expression when it has met it three times, as it has for a queue that runs. */
const WARM_UP = 3;

/** The cost of one run: the least CPU of nine, because whatever disturbs a run only adds to it. */
export async function leastCost(pids: number[], work: () => unknown): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = -WARM_UP; i < RUNS; i++) {
    const cost = await costOf(pids, work);
    if (i >= 0) {
      costs.push(cost);
    }
  }
  return costs.reduce((least, cost) => (cost.cpu < least.cpu ? cost : least));
}
