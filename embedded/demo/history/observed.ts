import { getHeapStatistics } from 'node:v8';

import { isIn, SLOW_DATABASE } from '../story/day';
import { seeded } from '../story/random';
import { type Observed } from '../telemetry/instruments';

const MEBIBYTE = 2 ** 20;
/** Minutes between two large garbage collections. */
const SAWTOOTH = 90;

/** What the gauges would have shown in the past: simulated, for the processes did not exist. */
export const observedIn = (clock: { minute: number }, firstMinute: number): Observed => ({
  memory: () => (150 + ((10_000_000 - clock.minute) % SAWTOOTH) + seeded(clock.minute).between(0, 12)) * MEBIBYTE,
  runtime: () => {
    const random = seeded(clock.minute, 2);
    const busy = isIn(SLOW_DATABASE, clock.minute) ? 0.12 : 0.03;
    return {
      heapUsed: (60 + ((10_000_000 - clock.minute) % SAWTOOTH) / 2 + random.between(0, 8)) * MEBIBYTE,
      // the live process that follows has the same
      heapLimit: getHeapStatistics().heap_size_limit,
      // a core is busy by some percent all the time
      cpuSeconds: Math.max(0, firstMinute - clock.minute) * 60 * 0.04,
      eventLoopDelay: 0.011 + random.next() * 0.004 + (isIn(SLOW_DATABASE, clock.minute) ? 0.02 : 0),
      eventLoopUtilization: busy + random.next() * 0.02,
      threads: 11,
    };
  },
  queueDepth: () => {
    const waiting = seeded(clock.minute, 1).between(0, 9);
    return isIn(SLOW_DATABASE, clock.minute) ? waiting + 14 * (SLOW_DATABASE.from - clock.minute + 1) : waiting;
  },
});
