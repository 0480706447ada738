import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type Example, spawnExample } from '../spawnExample';

let pipeline: ScratchPipeline;
let service: Example;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  service = await spawnExample('prisma/main.ts', { OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlpUrl });
});
afterAll(async () => {
  service.kill();
  await pipeline.close();
});

test('what Prisma Client changed, and what it could not, is stored with its queries', async () => {
  const headers = { 'X-User': 'olga', 'X-Role': 'admin', 'Content-Type': 'application/json' };
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://${service.address}${path}`, { method, headers, body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  expect(await ask('POST', '/orders', [{ id: 'a', paid: true }, { id: 'b', paid: true }, { id: 'c' }])).toEqual([
    201,
    '{"count":3}',
  ]);
  expect(await ask('DELETE', '/orders')).toEqual([200, '{"count":2}']);
  expect(await ask('DELETE', '/orders/c')).toEqual([204, '']);
  expect(await ask('DELETE', '/orders/c')).toEqual([404, 'Not Found']);
  expect(await service.stop()).toBe(0);

  // each in the trace of its request, of which `status` tells
  expect(
    await pipeline.ask({
      text: `SELECT status, l.Action AS action, l.Target AS target, l.Outcome AS outcome,
          l.LogAttributes['audit.record.count'] AS count, l.LogAttributes['audit.reason'] AS reason
        FROM otel_audit_logs AS l
        JOIN (SELECT TraceId, SpanAttributes['http.response.status_code'] AS status
              FROM otel_audit_traces WHERE SpanKind = 'Server') AS request ON request.TraceId = l.TraceId
        ORDER BY status`,
    })
  ).toEqual([
    { status: '200', action: 'DELETE', target: '', outcome: 'success', count: '2', reason: '' },
    { status: '201', action: 'CREATE', target: '', outcome: 'success', count: '3', reason: '' },
    { status: '204', action: 'DELETE', target: 'c', outcome: 'success', count: '', reason: '' },
    { status: '404', action: 'DELETE', target: 'c', outcome: 'failure', count: '', reason: 'P2025' },
  ]);
  // request > operation > query, and the event belongs to the operation
  expect(
    await pipeline.ask({
      text: `SELECT operation.SpanAttributes['name'] AS operation, query.SpanAttributes['db.system.name'] AS system,
          splitByChar(' ', query.SpanAttributes['db.query.text'])[1] AS verb, count() AS queries
        FROM otel_audit_traces AS query
        JOIN otel_audit_traces AS operation ON operation.TraceId = query.TraceId AND operation.SpanId = query.ParentSpanId
        JOIN otel_audit_traces AS request ON request.TraceId = query.TraceId AND request.SpanId = operation.ParentSpanId
        JOIN otel_audit_logs AS l ON l.TraceId = query.TraceId AND l.SpanId = operation.SpanId
        WHERE query.SpanKind = 'Client' AND request.SpanKind = 'Server'
        GROUP BY ALL ORDER BY operation`,
    })
  ).toEqual([
    { operation: 'Order.createMany', system: 'sqlite', verb: 'INSERT', queries: 1 },
    { operation: 'Order.delete', system: 'sqlite', verb: 'DELETE', queries: 2 },
    { operation: 'Order.deleteMany', system: 'sqlite', verb: 'DELETE', queries: 1 },
  ]);
});
