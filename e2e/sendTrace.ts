import { expect, type TestInfo } from '@playwright/test';

import { otlpUrl } from './otlp';
import { keyValues, type SentSpan, traceBody } from './traceBody';

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
  await post(info, 'traces', traceBody(traceId, start, spans));
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
