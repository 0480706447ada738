import { BatchSpanProcessor, BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { DeliveringExporter } from './deliveringExporter';
import { otlpExporters } from './destination';

let server: Server;
let statuses: number[];
let seen: Array<{ path?: string; authorization?: string; encoding?: string; type?: string }>;

/** Answers one request after the other with the given statuses, and 200 from then on. */
beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const { authorization, 'content-encoding': encoding, 'content-type': type } = request.headers;
    seen.push({ path: request.url, authorization, encoding, type });
    request.resume().on('end', () => response.writeHead(statuses.shift() ?? 200, { 'retry-after': '0' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function sendThreeSpans() {
  const otlpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { spans } = otlpExporters({ otlpUrl, token: 'secret' });
  const exporter = new DeliveringExporter<ReadableSpan[]>(spans, (items) => items.length);
  const processor = new BatchSpanProcessor(exporter);
  const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  ['a', 'b', 'c'].forEach((name) => tracer.startSpan(name).end());
  const flushed = await processor.forceFlush().then(
    () => 'flushed',
    (error: Error) => error.message
  );
  await exporter.settled();
  return { exporter, flushed };
}

test('sends protobuf, gzipped, with the token', async () => {
  statuses = [];
  await sendThreeSpans();
  expect(seen).toEqual([
    { path: '/v1/traces', authorization: 'Bearer secret', encoding: 'gzip', type: 'application/x-protobuf' },
  ]);
});

test('what is refused for longer than the SDK repeats is delivered all the same', async () => {
  // one attempt and five repetitions of the SDK, then it gives up
  statuses = [503, 503, 503, 503, 503, 503];
  const { exporter, flushed } = await sendThreeSpans();
  expect({ flushed, delivered: exporter.delivered, failure: exporter.failure }).toEqual({
    flushed: 'flushed',
    delivered: 3,
    failure: undefined,
  });
  expect(seen).toHaveLength(7);
});

test('what is refused for good is a failure, said once, and not delivered', async () => {
  statuses = [401];
  const { exporter, flushed } = await sendThreeSpans();
  expect(exporter.delivered).toBe(0);
  expect(exporter.failure?.message).toMatch(/did not take 3 items: .*401/);
  expect(flushed).toBe(exporter.failure?.message);
  expect(seen).toHaveLength(1);
});
