import { once } from 'node:events';
import { connect } from 'node:net';

import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type Example, spawnExample } from '../spawnExample';

let pipeline: ScratchPipeline;
let service: Example;

beforeAll(async () => {
  pipeline = await scratchPipeline({ token: 'secret' });
  service = await spawnExample('browser/main.ts', {
    OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlpUrl,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret',
  });
});
afterAll(async () => {
  service.kill();
  await pipeline.close();
});

const sendSpans = (body: string) =>
  fetch(`http://${service.address}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });

test('spans of a page are handed on with the token of its server', async () => {
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'click', startTimeUnixNano: '1', kind: 1 };
  expect((await sendSpans(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))).status).toBe(200);
  const stored = await pipeline.client.query({
    query: 'SELECT SpanName FROM otel_audit_traces',
    format: 'JSONEachRow',
  });
  expect(await stored.json()).toEqual([{ SpanName: 'click' }]);
});

test('what is none, too much, or broken off does no harm', async () => {
  expect((await sendSpans('{')).status).toBe(400);
  expect((await sendSpans(' '.repeat(600 * 1024))).status).toBe(413);
  expect((await fetch(`http://${service.address}/v1/traces`)).status).toBe(405);

  const [host, port] = service.address.split(':');
  const socket = connect(Number(port), host);
  socket.write(
    'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"r'
  );
  await once(socket, 'connect');
  socket.resetAndDestroy();
  await once(socket, 'close');
  const page = await fetch(`http://${service.address}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(await service.stop()).toBe(0);
});
