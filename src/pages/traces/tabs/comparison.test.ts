import { comparisonOf } from './comparison';

const TOTALS = {
  key: '',
  value: '',
  selection_spans: 40_000,
  baseline_spans: 9,
  selection_sample: 20_000,
  baseline_sample: 9,
};
const row = (key: string, value: string, selection: number, baseline: number, key_score: number) => ({
  key, value, selection, baseline, key_score,
}); // prettier-ignore

test('no answer is no comparison', () => expect(comparisonOf([], [])).toBeUndefined());

test('keys keep their order, values begin with what the selection has more of', () => {
  const comparison = comparisonOf(
    [
      TOTALS,
      row('status', 'Error', 1, 0, 0.99),
      row('region', 'us', 0.1, 0.9, 0.8),
      row('region', 'eu', 0.9, 0.1, 0.8),
      row('node', 'n7', 0.6, 0.1, 0.4),
      row('request', 'r1', 0.1, 0.1, 0.01),
    ],
    ['status']
  );
  expect(comparison).toEqual({
    selection: { spans: 40_000, sample: 20_000 },
    baseline: { spans: 9, sample: 9 },
    keys: [
      {
        key: 'region',
        score: 0.8,
        values: [
          { value: 'eu', selection: 0.9, baseline: 0.1 },
          { value: 'us', selection: 0.1, baseline: 0.9 },
        ],
      },
      { key: 'node', score: 0.4, values: [{ value: 'n7', selection: 0.6, baseline: 0.1 }] },
    ],
  });
});
