import { type Combination } from '../../../queries/metrics/level';
import { type Metric } from '../../../queries/metrics/metric';

/** What is drawn of a metric: how much a second is added, what it is, or what was recorded. */
export type Drawn = 'rate' | 'level' | 'distribution' | 'quantiles';

/** @param onlyDeltas all points are of delta temporality: such a sum has no level */
export function drawnOf({ type, isMonotonic }: Metric, onlyDeltas: boolean): Drawn {
  switch (type) {
    case 'gauge':
      return 'level';
    case 'sum':
      return isMonotonic || onlyDeltas ? 'rate' : 'level';
    case 'summary':
      return 'quantiles';
    default:
      return 'distribution';
  }
}

/** How streams are made one when nobody has chosen: what is added up may be added up further. */
export const usualCombination = ({ type }: Metric): Combination => (type === 'sum' ? 'sum' : 'avg');

/** The rule in words, for "How is this computed?". */
export const RULES: Record<Drawn, string> = {
  rate: 'How much is added each second. Of cumulative points the difference to the point before, evenly over the time between them; after a reset, which a new start or a lower value tells, the whole value. Of delta points their own value over their own time. The first point of a stream counts only when its start is known. Streams are added up.',
  level:
    'In each interval every stream has the value of its last point, for five minutes; the streams of a series become one value as chosen. Points that are no finite number are left out.',
  distribution:
    'What was recorded in each interval: cumulative buckets are subtracted from those of the point before, as for rates. Exponential buckets are brought to the coarsest scale first, which is exact. Quantiles lie within their bucket by proportion, so they are as exact as the buckets are narrow.',
  quantiles:
    'Quantiles as the senders have computed them. Those of several streams cannot be made one: the highest is shown.',
};
