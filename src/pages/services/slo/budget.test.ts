import { toDataFrame } from '@grafana/data';

import { type Budget, budgetsOf, burnsOf, leftText, promiseText, shortHistoryText, spentText } from './budget';
import { rowsOfFrame } from '../../../scenes/rows';

const SLO = { service: 'cart', days: 30, availability: 99.9, latency: { ms: 300, percent: 95 } };
const budget = (part: Partial<Budget>): Budget => ({
  objective: 'availability',
  allowed: 0.001,
  requests: 45_120,
  bad: 12,
  left: 0.73,
  burns: { burn_5m: 0, burn_30m: 0, burn_1h: 0, burn_6h: 0, burn_3d: 0 },
  first: 0,
  ...part,
});

test('what the engine answers is read, and what it did not measure is not zero', () => {
  const row = { objective: 'latency', allowed: 0.05, all_requests: 0, all_bad: 0, budget_left: null, burn_1h: null };
  expect(budgetsOf(rowsOfFrame(toDataFrame([{ ...row, first: null }])))).toMatchObject([
    { objective: 'latency', allowed: 0.05, left: null, burns: { burn_1h: null }, first: null },
  ]);
});

test.each<[Partial<Budget>, string]>([
  [{}, '73 % left'],
  [{ left: 1 }, 'all left'],
  [{ left: 0 }, '0 % left'],
  [{ left: -1.4 }, 'none left: 2.4 times what may'],
  [{ left: null }, 'not measured: no requests'],
])('%j: %s', (part, text) => expect(leftText(budget(part))).toBe(text));

test('what was promised, and what became of it', () => {
  expect(promiseText(SLO, 'availability')).toBe('99.9 % of requests succeed');
  expect(promiseText(SLO, 'latency')).toBe('95 % of requests are answered within 300 ms');
  expect(spentText(budget({}))).toBe('12 of 45,120 failed; 45 may');
  expect(spentText(budget({ objective: 'latency', allowed: 0.05 }))).toBe('12 of 45,120 were slower; 2,256 may');
});

test('a service that has not been there for half of the window says so', () => {
  const day = 86_400_000;
  expect(shortHistoryText(budget({ first: 0 }), SLO, 2 * day)).toBe('requests of the last 2 days only');
  expect(shortHistoryText(budget({ first: 0 }), SLO, 20 * day)).toBe('');
  expect(shortHistoryText(budget({ first: null }), SLO, 2 * day)).toBe('');
});

test('somebody is called when the long and the short window are above the limit', () => {
  const over = (burns: Partial<Budget['burns']>) =>
    burnsOf(budget({ burns: { ...budget({}).burns, ...burns } }), SLO)
      .filter(({ isOver }) => isOver)
      .map(({ alert }) => alert.name);
  expect(over({ burn_1h: 15, burn_5m: 15 })).toEqual(['burn_1h']);
  expect(over({ burn_1h: 15, burn_5m: 2 })).toEqual([]);
  expect(over({ burn_1h: 14.4, burn_5m: 15 })).toEqual([]);
  expect(over({ burn_6h: 7, burn_30m: 7, burn_3d: 1.1 })).toEqual(['burn_6h', 'burn_3d']);
  expect(over({ burn_1h: 15, burn_5m: null })).toEqual([]);
});
