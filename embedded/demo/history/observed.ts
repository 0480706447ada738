import { isIn, SLOW_DATABASE } from '../story/day';
import { seeded } from '../story/random';
import { type Observed } from '../telemetry/instruments';

const MEBIBYTE = 2 ** 20;
/** Minutes between two large garbage collections. */
const SAWTOOTH = 90;

/** What the gauges would have shown in the past: simulated, for the processes did not exist. */
export const observedIn = (clock: { minute: number }): Observed => ({
  memory: () => (150 + ((10_000_000 - clock.minute) % SAWTOOTH) + seeded(clock.minute).between(0, 12)) * MEBIBYTE,
  queueDepth: () => {
    const waiting = seeded(clock.minute, 1).between(0, 9);
    return isIn(SLOW_DATABASE, clock.minute) ? waiting + 14 * (SLOW_DATABASE.from - clock.minute + 1) : waiting;
  },
});
