import { type Signal } from '../embedded/kafka/pipeline';

/** Records in each message. */
export const RECORDS = 10;

/** The id that a record carries into its table, where storedIds finds it. */
export const recordId = (signal: Signal, message: number, record: number) =>
  `${signal}-${message}-${record}`.padEnd(16, '-');

/**
 * An OTLP JSON message whose records can be told from all others of a test.
 * @param message number of the message
 * @param now ms since 1970
 */
export function numberedMessage(signal: Signal, message: number, now: number): string {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'steady' } }] };
  const records = Array.from({ length: RECORDS }, (_, record) => ({
    id: recordId(signal, message, record),
    time: `${now}${String(record).padStart(6, '0')}`,
  }));
  switch (signal) {
    case 'logs': {
      const logRecords = records.map(({ id, time }) => ({ timeUnixNano: time, attributes: [attribute(id)] }));
      return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
    }
    case 'traces': {
      const spans = records.map(({ id, time }) => ({ name: 'work', spanId: id, startTimeUnixNano: time }));
      return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
    }
    case 'metrics': {
      const dataPoints = records.map(({ id, time }, i) => ({
        timeUnixNano: time,
        asInt: i,
        attributes: [attribute(id)],
      }));
      return JSON.stringify({
        resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints } }] }] }],
      });
    }
  }
}

const attribute = (id: string) => ({ key: 'audit.record.id', value: { stringValue: id } });
