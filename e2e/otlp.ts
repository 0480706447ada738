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
  const response = await fetch(`${otlpUrl(info)}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
  });
  expect(response.status).toBe(200);
}
