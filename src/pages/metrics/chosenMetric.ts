import { METRIC_TYPES, type Metric, type MetricType } from '../../../queries/metrics/metric';

/** A metric as the address has it: `metric` (its name), `type`, `unit` and, for a monotonic sum, `monotonic`. */
export type MetricInUrl = Record<'metric' | 'type' | 'unit' | 'monotonic', string | undefined>;

export const METRIC_KEYS = ['metric', 'type', 'unit', 'monotonic'] as const;

const isType = (text: unknown): text is MetricType => METRIC_TYPES.some((type) => type === text);

/** Undefined when none is chosen: a name may be empty, a type never is. */
export function metricFromUrl(values: Partial<Record<keyof MetricInUrl, unknown>>): Metric | undefined {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return isType(values.type)
    ? { name: text(values.metric), type: values.type, unit: text(values.unit), isMonotonic: values.monotonic === '1' }
    : undefined;
}

export const metricToUrl = (metric: Metric | undefined): MetricInUrl => ({
  metric: metric?.name,
  type: metric?.type,
  unit: metric?.unit,
  monotonic: metric?.isMonotonic ? '1' : undefined,
});

export const isSameMetric = (a: Metric | undefined, b: Metric | undefined) =>
  JSON.stringify(metricToUrl(a)) === JSON.stringify(metricToUrl(b));
