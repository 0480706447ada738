import { randomBytes } from 'node:crypto';

import { type Signal } from '../signals';

/** `service.name` of everything that `girok doctor --smoke` sends. */
export const SMOKE_SERVICE = 'girok-doctor';

const BODY = 'girok doctor: a smoke message';

/** One OTLP message of each signal, as a Collector would send it, made now. Ids in hex as in OTLP JSON. */
export function smokeMessages(nowMs: number): Record<Signal, object> {
  const time = `${BigInt(nowMs) * 1_000_000n}`;
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const resource = { attributes: [text('service.name', SMOKE_SERVICE)] };
  const scope = { name: SMOKE_SERVICE };
  const logRecord = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: BODY },
    attributes: [
      text('audit.actor.id', SMOKE_SERVICE),
      text('audit.action', 'CHECK'),
      text('audit.outcome', 'success'),
    ],
    traceId,
    spanId,
  };
  const span = {
    traceId,
    spanId,
    name: BODY,
    kind: 1,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes: [],
    status: { code: 1 },
  };
  const metric = {
    name: 'girok.doctor.smoke',
    unit: '1',
    gauge: { dataPoints: [{ timeUnixNano: time, asDouble: 1, attributes: [] }] },
  };
  return {
    logs: { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [logRecord] }] }] },
    traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] },
    metrics: { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: [metric] }] }] },
  };
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
