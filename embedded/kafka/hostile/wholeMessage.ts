import fc from 'fast-check';

import { type Signal } from '../pipeline';

/** Milliseconds: in every accepted window, and one constant for all of a run. */
const NOW = Date.now() - 60_000;

/** Tells one message from all others of a run. */
export const id: fc.Arbitrary<number> = fc.noBias(fc.integer({ min: 0, max: 2 ** 40 }));

const text = (stringValue: string) => ({ stringValue });

/**
 * A message in which every field is set, so that every field can be broken. Behind the record that will be broken comes
 * a neighbour.
 * @param id makes names, ids, times and values its own: what is equal may be stored once
 */
export function wholeMessage(signal: Signal, id: number): object {
  const time = String(BigInt(NOW) * 1_000_000n + BigInt(id));
  return { logs: logs, traces: traces, metrics: metrics }[signal](id, time);
}

const attributes = (id: number) => [
  { key: 'audit.record.id', value: text(`record ${id}`) },
  { key: 'n', value: { intValue: String(id) } },
  { key: 'd', value: { doubleValue: 0.5 } },
  { key: 'b', value: { boolValue: true } },
  { key: 'bytes', value: { bytesValue: 'AAEC' } },
  {
    key: 'list',
    value: { arrayValue: { values: [text('a'), { kvlistValue: { values: [{ key: 'k', value: {} }] } }] } },
  },
];

const resource = { attributes: [{ key: 'service.name', value: text('hostile') }] };
const scope = (id: number) => ({ name: `scope ${id}`, version: '1', attributes: attributes(id).slice(0, 2) });
const schemaUrl = 'https://example.invalid/schema';
const hex = (id: number, length: number) => id.toString(16).padStart(length, 'a');

function logs(id: number, time: string) {
  const logRecords = [
    {
      timeUnixNano: time,
      observedTimeUnixNano: time,
      severityNumber: 9,
      severityText: 'INFO',
      body: text(`body ${id}`),
      attributes: attributes(id),
      droppedAttributesCount: 1,
      flags: 1,
      traceId: hex(id, 32),
      spanId: hex(id, 16),
      eventName: 'event',
    },
    { timeUnixNano: time, body: text(`neighbour of ${id}`) },
  ];
  return { resourceLogs: [{ resource, schemaUrl, scopeLogs: [{ scope: scope(id), schemaUrl, logRecords }] }] };
}

function traces(id: number, time: string) {
  const link = { traceId: hex(id, 32), spanId: hex(id, 16), traceState: 'x', attributes: attributes(id) };
  const spans = [
    {
      traceId: hex(id, 32),
      spanId: hex(id, 16),
      parentSpanId: hex(id, 16),
      traceState: 'a=1',
      flags: 257,
      name: `span ${id}`,
      kind: 2,
      startTimeUnixNano: time,
      endTimeUnixNano: String(BigInt(time) + 5_000_000n),
      attributes: attributes(id),
      events: [{ timeUnixNano: time, name: 'event', attributes: attributes(id) }],
      links: [link],
      status: { code: 2, message: 'failed' },
    },
    { name: `neighbour of ${id}`, startTimeUnixNano: time },
  ];
  return { resourceSpans: [{ resource, schemaUrl, scopeSpans: [{ scope: scope(id), schemaUrl, spans }] }] };
}

function metrics(id: number, time: string) {
  const point = { attributes: attributes(id), startTimeUnixNano: time, timeUnixNano: time, flags: 1 };
  const exemplars = [
    { filteredAttributes: attributes(id), timeUnixNano: time, asInt: '7', spanId: hex(id, 16), traceId: hex(id, 32) },
  ];
  const histogram = { ...point, count: String(id), sum: 1.5, min: 0, max: 1, exemplars };
  const buckets = { offset: -1, bucketCounts: ['1', '2'] };
  const exponential = {
    ...histogram,
    scale: 3,
    zeroCount: '1',
    zeroThreshold: 0.1,
    positive: buckets,
    negative: buckets,
  };
  const summary = { ...point, count: String(id), sum: 1.5, quantileValues: [{ quantile: 0.5, value: 1 }] };
  const all = [
    { description: 'd', unit: 'u', gauge: { dataPoints: [{ ...point, asDouble: id + 0.5 }] } },
    {
      sum: { dataPoints: [{ ...point, asInt: String(id), exemplars }], aggregationTemporality: 2, isMonotonic: true },
    },
    {
      histogram: {
        dataPoints: [{ ...histogram, bucketCounts: ['1', '2'], explicitBounds: [0.5] }],
        aggregationTemporality: 1,
      },
    },
    { exponentialHistogram: { dataPoints: [exponential], aggregationTemporality: 1 } },
    { summary: { dataPoints: [summary] } },
  ].map((metric, i) => ({ name: `metric ${i} of ${id}`, ...metric }));
  return { resourceMetrics: [{ resource, schemaUrl, scopeMetrics: [{ scope: scope(id), schemaUrl, metrics: all }] }] };
}
