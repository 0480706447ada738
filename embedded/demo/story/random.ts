/** Random numbers that are the same in every run: the demo tells the same story each time. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the entries, each as probable as its weight. */
  weighted<T>(from: ReadonlyArray<{ value: T; weight: number }>): T;
  /** A duration around `typical` with the long tail that durations of services have (log-normal, sigma 0.35). */
  duration(typical: number): number;
}

const SPREAD = 0.35;

/** mulberry32, seeded by whole numbers. */
export function seeded(...seeds: number[]): Random {
  let state = seeds.reduce((hash, seed) => Math.imul(hash ^ seed, 0x9e3779b1) ^ (hash >>> 15), 0x6f2ab1c3) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)];
  return {
    next,
    pick,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    weighted: (from) => {
      let rest = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      return (from.find(({ weight }) => (rest -= weight) < 0) ?? from[from.length - 1]).value;
    },
    duration: (typical) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return typical * Math.exp(SPREAD * normal);
    },
  };
}
