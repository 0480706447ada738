import { type Row, textOf } from './tab/answer';
import { type Metric } from '../../queries/metrics/metric';

/** The metric that a row of the catalogue is about. */
export const metricOf = (row: Row): Metric => ({
  name: textOf(row, 'name'),
  type: textOf(row, 'type') as Metric['type'],
  unit: textOf(row, 'unit'),
  isMonotonic: row.is_monotonic === true || row.is_monotonic === 1,
});
