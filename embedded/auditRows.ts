import { type ScratchPipeline } from './scratchPipeline';

/** For engine tests: an audit event as it is sent. */
export interface SentEvent {
  /** ms since 1970 */
  time: number;
  body?: string;
  service?: string;
  attributes: Record<string, string>;
}

/** Sends events over OTLP/HTTP, as a service would. */
export async function sendAuditEvents({ otlpUrl }: ScratchPipeline, events: readonly SentEvent[]): Promise<void> {
  const services = new Map<string, SentEvent[]>();
  for (const event of events) {
    services.set(event.service ?? '', [...(services.get(event.service ?? '') ?? []), event]);
  }
  const attributesOf = (values: Record<string, string>) =>
    Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const resourceLogs = [...services].map(([service, ofService]) => ({
    resource: {
      attributes: attributesOf({ 'cloud.region': 'eu', ...(service !== '' && { 'service.name': service }) }),
    },
    scopeLogs: [
      {
        logRecords: ofService.map(({ time, body, attributes }) => ({
          timeUnixNano: String(BigInt(time) * 1_000_000n),
          body: { stringValue: body ?? '' },
          attributes: attributesOf(attributes),
        })),
      },
    ],
  }));
  const response = await fetch(`${otlpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs }),
  });
  if (response.status !== 200) {
    throw new Error(`The receiver answered ${response.status}: ${await response.text()}`);
  }
}

/** Rows of a query, with 64-bit counts as numbers. */
export async function ask<T = Record<string, unknown>>(
  { client }: ScratchPipeline,
  query: { text: string }
): Promise<T[]> {
  const result = await client.query({
    query: query.text,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}
