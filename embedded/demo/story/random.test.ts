import { seeded } from './random';

const draw = (...seeds: number[]) => {
  const random = seeded(...seeds);
  return Array.from({ length: 20 }, () => random.next());
};

describe('seeded', () => {
  test('gives the same numbers for the same seeds', () => {
    expect(draw(7, 1)).toEqual(draw(7, 1));
  });

  test.each([
    ['another first seed', [8, 1]],
    ['another second seed: neighbouring minutes must not look alike', [7, 2]],
    ['the same seeds the other way round', [1, 7]],
  ])('gives other numbers for %s', (_, seeds) => {
    const before = draw(7, 1);
    expect(draw(...seeds).filter((number) => before.includes(number))).toEqual([]);
  });

  test('is spread evenly over seeds: a tenth of all minutes begins below 0.1', () => {
    const firsts = Array.from({ length: 10_000 }, (_, minute) => seeded(20, minute).next());
    expect(firsts.filter((number) => number < 0.1).length / firsts.length).toBeCloseTo(0.1, 1);
    expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...firsts)).toBeLessThan(1);
  });

  test('picks by weight and never what weighs nothing', () => {
    const random = seeded(1);
    const from = [
      { value: 'rare', weight: 1 },
      { value: 'never', weight: 0 },
      { value: 'common', weight: 9 },
    ];
    const picked = Array.from({ length: 5000 }, () => random.weighted(from));
    expect(picked.filter((value) => value === 'rare').length / picked.length).toBeCloseTo(0.1, 1);
    expect(picked).not.toContain('never');
  });

  test('has durations around the typical one, all positive', () => {
    const random = seeded(2);
    const durations = Array.from({ length: 5001 }, () => random.duration(100)).sort((a, b) => a - b);
    expect(durations[0]).toBeGreaterThan(0);
    expect(durations[2500]).toBeGreaterThan(95);
    expect(durations[2500]).toBeLessThan(105);
  });
});
