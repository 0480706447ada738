import { formatDuration } from './duration';
import { moved, placeIn, readWindow, ticksOf, windowWithin, writeWindow, zoomed } from './timeWindow';

test.each([
  ['kept', { from: 20, to: 4000 }, { from: 20, to: 4000 }],
  ['turned round when drawn from right to left', { from: 4000, to: 20 }, { from: 20, to: 4000 }],
  ['kept inside', { from: -500, to: 20_000 }, { from: 0, to: 10_000 }],
  ['moved inside without losing its width', { from: 9000, to: 12_000 }, { from: 7000, to: 10_000 }],
  ['not narrower than 1 µs', { from: 500, to: 500 }, { from: 500, to: 1500 }],
])('a window is %s', (_, window, expected) => expect(windowWithin(window, 10_000)).toEqual(expected));

test('a trace without duration has a window without width', () => {
  expect(windowWithin({ from: 0, to: 0 }, 0)).toEqual({ from: 0, to: 0 });
  expect(placeIn({ from: 0, to: 0 }, 0)).toBe(0);
  expect(ticksOf({ from: 0, to: 0 }, 5)).toEqual([0]);
});

test('zooming keeps the middle, moving keeps the width', () => {
  expect(zoomed({ from: 20_000, to: 40_000 }, 0.5, 100_000)).toEqual({ from: 25_000, to: 35_000 });
  expect(zoomed({ from: 20_000, to: 40_000 }, 9, 100_000)).toEqual({ from: 0, to: 100_000 });
  expect(moved({ from: 20_000, to: 40_000 }, 0.5, 100_000)).toEqual({ from: 30_000, to: 50_000 });
  expect(moved({ from: 80_000, to: 100_000 }, 0.5, 100_000)).toEqual({ from: 80_000, to: 100_000 });
});

test.each([
  [{ from: 0, to: 2_000_000_000 }, [0, 500_000_000, 1_000_000_000, 1_500_000_000, 2_000_000_000]],
  [{ from: 130, to: 420 }, [200, 300, 400]],
  [{ from: 0, to: 7 }, [0, 2, 4, 6]],
])('the ticks of %j are round', (window, ticks) => expect(ticksOf(window, 5)).toEqual(ticks));

test.each([
  ['120-4000', { from: 120, to: 4000 }],
  ['0-9007199254740991', { from: 0, to: 9007199254740991 }],
  ['120', undefined],
  ['-1-5', undefined],
  ["1-2' OR 1", undefined],
  ['1e3-2e3', undefined],
  ['', undefined],
])('the window %j of an address', (text, window) => {
  expect(readWindow(text)).toEqual(window);
  expect(window === undefined || writeWindow(window) === text).toBe(true);
});

test.each([
  [0, '0 ns'],
  [999, '999 ns'],
  [1500, '1.5 µs'],
  [999_600, '1 ms'],
  [45_000, '45 µs'],
  [310_000_000, '310 ms'],
  [2_314_000_000, '2.31 s'],
  [59_940_000_000, '59.9 s'],
  [200_000_000_000, '3 min 20 s'],
  [7_200_000_000_000, '2 h'],
  [7_500_000_000_000, '2 h 5 min'],
  [-45_000, '-45 µs'],
])('%d ns read %s', (nanoseconds, expected) => expect(formatDuration(nanoseconds)).toBe(expected));
