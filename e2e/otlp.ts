import { expect, type TestInfo } from '@playwright/test';

/** Address of the receiver of the system that the test runs against. */
export const otlpUrl = (info: TestInfo) => String(info.project.metadata.otlpUrl);

interface Event {
  actor: string;
  attributes?: Record<string, string>;
  body?: string;
}

/** Sends audit events of now over OTLP/HTTP. */
export async function sendEvents(info: TestInfo, events: Event[]): Promise<void> {
  const logRecords = events.map(({ actor, attributes, body }, i) => ({
    timeUnixNano: String(BigInt(Date.now() - i) * 1_000_000n),
    body: { stringValue: body ?? '' },
    attributes: Object.entries({ 'audit.actor.id': actor, 'audit.action': 'READ', ...attributes }).map(
      ([key, value]) => ({
        key,
        value: { stringValue: value },
      })
    ),
  }));
  await sendOtlp(info, 'logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

/** Sends a message as it is; it must be taken. */
export async function sendOtlp(info: TestInfo, signal: 'logs' | 'traces' | 'metrics', message: object): Promise<void> {
  const response = await fetch(`${otlpUrl(info)}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  expect(response.status).toBe(200);
}
