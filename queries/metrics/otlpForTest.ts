/** Points as tests write them: times in seconds from the start of the range; `start` undefined: not known. */
export interface TestPoint {
  time: number;
  start?: number;
  /** Number, histogram or exponential histogram. */
  value?: number | 'NaN' | 'Infinity' | '-Infinity';
  buckets?: number[];
  bounds?: number[];
  exponential?: {
    scale: number;
    zero?: number;
    positive?: [offset: number, counts: number[]];
    negative?: [offset: number, counts: number[]];
  };
  quantiles?: Array<[q: number, value: number]>;
  count?: number;
  exemplar?: { trace: string; value: number };
  noValue?: boolean;
  attributes?: Record<string, string>;
}

export interface TestMetric {
  name: string;
  type: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  unit?: string;
  delta?: boolean;
  isMonotonic?: boolean;
  points: TestPoint[];
}

const attributesOf = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));

const KEYS = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponential_histogram: 'exponentialHistogram',
  summary: 'summary',
} as const;

/** Sends metrics to a receiver; it must take them. @param base start of the range, ms since 1970 */
export async function sendMetrics(
  otlpUrl: string,
  base: number,
  service: string,
  metrics: TestMetric[]
): Promise<void> {
  const response = await fetch(`${otlpUrl}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlpMetrics(base, service, metrics)),
  });
  expect(response.status).toBe(200);
}

/** OTLP/JSON of metrics of one service; `base` is the start of the range in ms since 1970. */
export function otlpMetrics(base: number, service: string, metrics: TestMetric[]): object {
  const ns = (seconds: number) => String(BigInt(base) * 1_000_000n + BigInt(Math.round(seconds * 1000)) * 1_000_000n);
  const pointOf = (point: TestPoint) => {
    const { time, start, value, buckets, bounds, exponential, quantiles, exemplar, attributes = {} } = point;
    const total = (counts: number[] = []) => counts.reduce((sum, n) => sum + n, 0);
    const counted = buckets ?? [
      exponential?.zero ?? 0,
      ...(exponential?.positive?.[1] ?? []),
      ...(exponential?.negative?.[1] ?? []),
    ];
    return {
      timeUnixNano: ns(time),
      ...(start !== undefined && { startTimeUnixNano: ns(start) }),
      attributes: attributesOf(attributes),
      flags: point.noValue ? 1 : 0,
      asDouble: value,
      count: String(point.count ?? total(counted)),
      bucketCounts: buckets?.map(String),
      explicitBounds: bounds,
      ...(exponential && {
        scale: exponential.scale,
        zeroCount: String(exponential.zero ?? 0),
        positive: rangeOf(exponential.positive),
        negative: rangeOf(exponential.negative),
      }),
      quantileValues: quantiles?.map(([quantile, quantileValue]) => ({ quantile, value: quantileValue })),
      exemplars: exemplar && [
        { timeUnixNano: ns(time), asDouble: exemplar.value, traceId: exemplar.trace, spanId: exemplar.trace.slice(16) },
      ],
    };
  };
  const rangeOf = (range: [number, number[]] | undefined) =>
    range && { offset: range[0], bucketCounts: range[1].map(String) };
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ 'service.name': service }) },
        scopeMetrics: [
          {
            metrics: metrics.map(({ name, type, unit = '1', delta = false, isMonotonic = false, points }) => ({
              name,
              unit,
              description: `about ${name}`,
              [KEYS[type]]: {
                dataPoints: points.map(pointOf),
                aggregationTemporality: delta ? 1 : 2,
                isMonotonic,
              },
            })),
          },
        ],
      },
    ],
  };
}
