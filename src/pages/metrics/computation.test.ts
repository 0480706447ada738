import { drawnOf } from './computation';
import { type Metric } from '../../../queries/metrics/metric';

test.each<[Metric['type'], boolean, boolean, string]>([
  ['gauge', false, false, 'level'],
  ['sum', true, false, 'rate'],
  ['sum', true, true, 'rate'],
  ['sum', false, false, 'level'],
  // what is sent as differences has no level
  ['sum', false, true, 'rate'],
  ['histogram', false, true, 'distribution'],
  ['exponential_histogram', false, false, 'distribution'],
  ['summary', false, false, 'quantiles'],
])('a %s (monotonic: %s, deltas: %s) is drawn as %s', (type, isMonotonic, deltas, drawn) =>
  expect(drawnOf({ name: 'm', type, unit: '', isMonotonic }, deltas)).toBe(drawn)
);
