import { type EndPoint, END_POINTS, withEnd } from './endHistory';
import { timeLag } from './timeLag';

const NOW = 10_000_000;
/** `[seconds ago, end offset]`, oldest first. */
const ends = (...points: Array<[number, number]>): EndPoint[] =>
  points.map(([ago, end]) => ({ at: NOW - ago * 1000, end }));

test.each<[string, number, EndPoint[], ReturnType<typeof timeLag>]>([
  ['nothing waits', 100, ends([30, 80], [0, 100]), { seconds: 0, isAtLeast: false, method: 'nothing waits' }],
  [
    'between two samples the time is read off a straight line',
    90,
    ends([30, 80], [10, 100], [0, 100]),
    { seconds: 20, isAtLeast: false, method: 'interpolated' },
  ],
  [
    'a message after a long silence is as old as the message, not as the silence (no NaN, kafka-lag-exporter #111)',
    100,
    ends([3600, 100], [15, 100], [0, 101]),
    { seconds: 15, isAtLeast: false, method: 'interpolated' },
  ],
  [
    'older than the history: at least so old, never extrapolated (kafka-lag-exporter #496)',
    3,
    ends([60, 80], [0, 100]),
    { seconds: 60, isAtLeast: true, method: 'interpolated' },
  ],
  ['a single sample knows no age', 50, ends([0, 100]), { seconds: null, isAtLeast: false, method: '' }],
  ['no sample', 50, [], { seconds: null, isAtLeast: false, method: '' }],
])('%s', (_, next, history, expected) => expect(timeLag(next, NOW, history)).toEqual(expected));

test('a probe tells more than the history where it reaches further back, and nothing where it does not', () => {
  const history = ends([60, 80], [0, 100]);
  const probes = [
    { ageSeconds: 900, offset: 70 },
    { ageSeconds: 3600, offset: 40 },
    { ageSeconds: 21_600, offset: 10 },
  ];
  expect(timeLag(39, NOW, history, probes)).toEqual({ seconds: 3600, isAtLeast: true, method: 'probed' });
  expect(timeLag(75, NOW, history, probes)).toEqual({ seconds: 60, isAtLeast: true, method: 'interpolated' });
});

test('a clock that was set back gives no negative age', () => {
  expect(timeLag(90, NOW - 60_000, ends([30, 80], [0, 100])).seconds).toBe(0);
});

test('the history of ends: in order, short, and of one life of the topic', () => {
  const grown = [
    [0, 10],
    [1, 10],
    [2, 10],
    [1, 50],
    [3, 10],
    [4, 20],
  ].reduce<EndPoint[]>((history, [at, end]) => withEnd(history, { at, end }), []);
  expect(grown).toEqual([
    { at: 0, end: 10 },
    { at: 3, end: 10 },
    { at: 4, end: 20 },
  ]);
  expect(withEnd(grown, { at: 5, end: 3 })).toEqual([{ at: 5, end: 3 }]);
  const long = Array.from({ length: 1000 }, (_, at) => ({ at, end: at })).reduce<EndPoint[]>(withEnd, []);
  expect(long).toHaveLength(END_POINTS);
  expect(long[END_POINTS - 1]).toEqual({ at: 999, end: 999 });
});
