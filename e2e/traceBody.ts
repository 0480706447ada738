/** A span in ms from the start of its trace. */
export interface SentSpan {
  id: string;
  parent?: string;
  service: string;
  name: string;
  from: number;
  to: number;
  error?: string;
  attributes?: Record<string, string>;
  events?: Array<{ name: string; at: number; attributes?: Record<string, string> }>;
  links?: Array<{ traceId: string; spanId: string }>;
}

/** Attributes as OTLP has them. */
export const keyValues = (attributes: Record<string, string> = {}) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

/** One trace as the body of an OTLP/HTTP request, or some of its spans; `start` in ms since 1970. */
export function traceBody(traceId: string, start: number, spans: SentSpan[]): object {
  const at = (ms: number) => String(BigInt(start) * 1_000_000n + BigInt(Math.round(ms * 1000)) * 1000n);
  const services = [...new Set(spans.map(({ service }) => service))];
  return {
    resourceSpans: services.map((service) => ({
      resource: { attributes: keyValues({ 'service.name': service, 'tenant.id': 'acme' }) },
      scopeSpans: [
        {
          scope: { name: 'e2e' },
          spans: spans
            .filter((span) => span.service === service)
            .map(({ id, parent = '', name, from, to, error, attributes, events = [], links = [] }) => ({
              traceId,
              spanId: id,
              parentSpanId: parent,
              name,
              kind: 2,
              startTimeUnixNano: at(from),
              endTimeUnixNano: at(to),
              attributes: keyValues(attributes),
              events: events.map((event) => ({
                name: event.name,
                timeUnixNano: at(event.at),
                attributes: keyValues(event.attributes),
              })),
              links,
              status: error === undefined ? {} : { code: 2, message: error },
            })),
        },
      ],
    })),
  };
}

/** A fresh trace id, so that a second run against the same system meets nothing of the first. */
export const newTraceId = () => crypto.randomUUID().replaceAll('-', '');

export const spanIdOf = (n: number) => n.toString(16).padStart(16, '0');
