import { type Example, spawnExample } from './spawnExample';
import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';

// the same service, written for Node's own server, for Express and for NestJS, and with Prisma
describe.each(['http', 'express', 'nest', 'prisma'])('examples/%s', (example) => {
  let pipeline: ScratchPipeline;
  let service: Example;

  beforeAll(async () => {
    pipeline = await scratchPipeline({ token: 'secret' });
    service = await spawnExample(`${example}/main.ts`, {
      OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlpUrl,
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret',
    });
  });
  afterAll(async () => {
    service.kill();
    await pipeline.close();
  });

  const remove = (order: string, role: string) =>
    fetch(`http://${service.address}/orders/${order}`, {
      method: 'DELETE',
      headers: { 'X-User': 'olga', 'X-Role': role },
    }).then(({ status }) => status);

  test('what it did is stored: both events, each in the trace of its request, and the metrics', async () => {
    expect(await remove('ord-1', 'admin')).toBe(204);
    expect(await remove('ord-2', 'guest')).toBe(403);
    expect(await service.stop()).toBe(0);

    const rows = async <T>(query: string) => (await pipeline.client.query({ query, format: 'JSONEachRow' })).json<T>();
    expect(
      await rows(
        `SELECT Actor, Action, Target, TargetType, Outcome, Tenant, ServiceName, EventName FROM otel_audit_logs ORDER BY Target`
      )
    ).toEqual(
      [
        { Target: 'ord-1', Outcome: 'success' },
        { Target: 'ord-2', Outcome: 'failure' },
      ].map((event) => ({
        ...event,
        ...{ Actor: 'olga', Action: 'DELETE', Tenant: 'acme', ServiceName: 'orders', EventName: 'order.delete' },
        TargetType: 'order',
      }))
    );
    expect(
      await rows(`SELECT l.Target AS target, t.SpanName AS name, t.SpanAttributes['http.response.status_code'] AS status
        FROM otel_audit_logs AS l JOIN otel_audit_traces AS t ON t.TraceId = l.TraceId
        WHERE t.SpanKind = 'Server' ORDER BY target`)
    ).toEqual([
      { target: 'ord-1', name: 'DELETE /orders/:order', status: '204' },
      { target: 'ord-2', name: 'DELETE /orders/:order', status: '403' },
    ]);
    expect(
      await rows(`SELECT DISTINCT MetricName AS name, Attributes['http.route'] AS route FROM otel_audit_metrics`)
    ).toContainEqual({ name: 'http.server.request.duration', route: '/orders/:order' });
  });
});
