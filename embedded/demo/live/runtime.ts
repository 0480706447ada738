import { readdirSync } from 'node:fs';
import { constants, monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

import { type Instruments, type RuntimeState } from '../telemetry/instruments';

const GC_KINDS: Record<number, Parameters<Instruments['garbageCollected']>[0]> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** What this process has to say of itself; each pod that it plays asks by itself, and gets what came since it last asked. */
export function runtimeOfThisProcess(): () => RuntimeState {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  let lastUtilization = performance.eventLoopUtilization();
  return () => {
    const heap = getHeapStatistics();
    const { user, system } = process.cpuUsage();
    const utilization = performance.eventLoopUtilization(lastUtilization).utilization;
    lastUtilization = performance.eventLoopUtilization();
    const state = {
      heapUsed: heap.used_heap_size,
      heapLimit: heap.heap_size_limit,
      cpuSeconds: (user + system) / 1e6,
      // NaN before the first timer
      eventLoopDelay: (delays.percentile(99) || 0) / 1e9,
      eventLoopUtilization: utilization,
      threads: threads(),
    };
    delays.reset();
    return state;
  };
}

/** Linux tells; elsewhere at least one is certain. */
function threads(): number {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return 1;
  }
}

/** Tells every collection of garbage of this process to its pods. */
export function watchGarbage(pods: Iterable<{ instruments: Instruments }>): void {
  new PerformanceObserver((list) => {
    // the browser's types, which know no detail
    for (const { detail, duration } of list.getEntries() as unknown as Array<{
      detail: { kind: number };
      duration: number;
    }>) {
      const kind = GC_KINDS[detail.kind];
      for (const { instruments } of kind ? pods : []) {
        instruments.garbageCollected(kind, duration);
      }
    }
  }).observe({ entryTypes: ['gc'] });
}
