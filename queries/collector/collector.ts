import { type NamedMetric } from '../metrics/severalMetrics';

/** What is asked of Collectors. */
export interface CollectorQuestion {
  title: string;
  description: string;
  unit: string;
  /** Filter key that its series are broken down by. */
  by: string;
  metrics: NamedMetric[];
  /** What it means that there is none of these metrics. */
  none?: string;
}

/** What counters count, in the singular. */
const KINDS = { spans: 'span', log_records: 'record', metric_points: 'datapoint' };

/** A number of things: of one thing in newer Collectors (0.155), of several in older ones (0.124), of nothing from Prometheus. */
const count = (thing: string) => ({ unit: `{${thing}}`, unitAliases: [`{${thing}s}`, '1', ''] });

const counters = (prefix: string): NamedMetric[] =>
  Object.entries(KINDS).map(([kind, thing]) => ({
    key: kind,
    name: `${prefix}_${kind}`,
    type: 'sum',
    ...count(thing),
    isMonotonic: true,
    as: 'rate',
  }));
const gauge = (key: string, name: string, unit: Pick<NamedMetric, 'unit' | 'unitAliases'>): NamedMetric => ({
  key,
  name,
  type: 'gauge',
  ...unit,
  isMonotonic: false,
  as: 'sum',
});

const BATCHES = { unit: '{batch}', unitAliases: ['{batches}', '1', ''] };

const RECEIVER = 'attribute.receiver';
const EXPORTER = 'attribute.exporter';

/** Names and units of the Collector's internal telemetry when it sends it over OTLP (service.telemetry.metrics with a periodic reader). */
export const COLLECTOR_QUESTIONS: CollectorQuestion[] = [
  {
    title: 'Taken',
    description: 'Spans, log records and points that receivers took, per second.',
    unit: 'cps',
    by: RECEIVER,
    metrics: counters('otelcol_receiver_accepted'),
  },
  {
    title: 'Refused',
    description: 'What receivers did not take: senders try again, and lose it when they give up.',
    unit: 'cps',
    by: RECEIVER,
    metrics: counters('otelcol_receiver_refused'),
  },
  {
    title: 'Sent',
    description: 'What exporters delivered, per second: over time as much as was taken.',
    unit: 'cps',
    by: EXPORTER,
    metrics: counters('otelcol_exporter_sent'),
  },
  {
    title: 'Not sent',
    description: 'What exporters could not deliver and gave up: lost.',
    unit: 'cps',
    by: EXPORTER,
    metrics: counters('otelcol_exporter_send_failed'),
    none: 'No Collector of the range tells of any (they do from the first one on)',
  },
  {
    title: 'Queue',
    description:
      'What waits to be sent, in batches, or in bytes where the sizer of the exporter says so (ours). Near the capacity more is refused.',
    unit: 'short',
    by: EXPORTER,
    metrics: [
      gauge('size', 'otelcol_exporter_queue_size', BATCHES),
      gauge('capacity', 'otelcol_exporter_queue_capacity', BATCHES),
    ],
  },
  {
    title: 'Memory',
    description: 'Resident memory of each Collector.',
    unit: 'bytes',
    by: 'service',
    metrics: [gauge('rss', 'otelcol_process_memory_rss', { unit: 'By' })],
  },
  {
    title: 'Processor time',
    description: 'Seconds of processor time in each second: 1 is one core.',
    unit: 'cores',
    by: 'service',
    metrics: [
      { key: 'cpu', name: 'otelcol_process_cpu_seconds', type: 'sum', unit: 's', isMonotonic: true, as: 'rate' },
    ],
  },
];
