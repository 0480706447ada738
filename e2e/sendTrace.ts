import { expect, type TestInfo } from '@playwright/test';

import { otlpUrl } from './otlp';

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

const keyValues = (attributes: Record<string, string> = {}) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

async function post(info: TestInfo, signal: 'traces' | 'logs', body: object) {
  const response = await fetch(`${otlpUrl(info)}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

/** Sends one trace over OTLP/HTTP; `start` in ms since 1970. */
export async function sendTrace(info: TestInfo, traceId: string, start: number, spans: SentSpan[]): Promise<void> {
  const at = (ms: number) => String(BigInt(start) * 1_000_000n + BigInt(Math.round(ms * 1000)) * 1000n);
  const services = [...new Set(spans.map(({ service }) => service))];
  await post(info, 'traces', {
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
  });
}

/** Sends one audit event of a span over OTLP/HTTP. */
export async function sendEventOfSpan(
  info: TestInfo,
  event: { traceId: string; spanId: string; time: number; attributes: Record<string, string>; body: string }
): Promise<void> {
  const { traceId, spanId, time, attributes, body } = event;
  await post(info, 'logs', {
    resourceLogs: [
      {
        resource: { attributes: keyValues({ 'service.name': 'payments' }) },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: String(BigInt(time) * 1_000_000n),
                traceId,
                spanId,
                body: { stringValue: body },
                attributes: keyValues(attributes),
              },
            ],
          },
        ],
      },
    ],
  });
}

/** A fresh trace id, so that a second run against the same system meets nothing of the first. */
export const newTraceId = () => crypto.randomUUID().replaceAll('-', '');

export const spanIdOf = (n: number) => n.toString(16).padStart(16, '0');
