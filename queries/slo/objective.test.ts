import { groupOf } from './burnRules';
import { BURN_ALERTS, burnLimit } from './burnWindows';
import { allowedShare, readSlos } from './objective';

test.each<[string, unknown, string]>([
  ['nothing promised', { service: 'a', days: 30 }, 'Say what share'],
  ['a window that is none', { service: 'a', days: 5, availability: 99 }, 'The window'],
  ['nothing may fail', { service: 'a', days: 30, availability: 100 }, 'A percentage'],
  ['a share in place of a percentage', { service: 'a', days: 30, availability: 0.999 }, 'A percentage'],
  ['words for a number', { service: 'a', days: 30, availability: 'high' }, 'A percentage'],
  ['no duration', { service: 'a', days: 30, latency: { percent: 95 } }, 'A duration'],
  ['not even an object', 'checkout', 'The window'],
])('an objective that a person wrote is refused with a reason: %s', (_, entry, reason) => {
  const { slos, problems } = readSlos([entry]);
  expect(slos).toEqual([]);
  expect(problems).toEqual([{ service: expect.any(String), text: expect.stringContaining(reason) }]);
});

test('what can be used is used beside what cannot', () => {
  const good = { service: '', days: 7, latency: { ms: 300, percent: 95 } };
  expect(readSlos([good, null])).toEqual({ slos: [good], problems: [{ service: '', text: expect.any(String) }] });
  expect(readSlos('no list')).toEqual({ slos: [], problems: [] });
});

test.each([
  [99.9, 0.001],
  [99.99, 0.0001],
  [99.5, 0.005],
  [95, 0.05],
])('%d %% leave %d', (percent, share) => expect(allowedShare(percent)).toBe(share));

test.each([
  [30, [14.4, 6, 1]],
  [28, [13.44, 5.6, 1]],
  [7, [3.36, 1.4, 1]],
])('limits of a window of %d days', (days, limits) =>
  expect(BURN_ALERTS.map((one) => burnLimit(days, one))).toEqual(limits)
);

test('names that look alike have groups of their own, fit for an address', () => {
  const groups = ['cart', 'Cart', 'cart ', 'a/b', '', 'n'.repeat(1000)].map(groupOf);
  expect(new Set(groups).size).toBe(groups.length);
  expect(groups.every((name) => /^girok-slo-[0-9a-f]{16}$/.test(name))).toBe(true);
});
