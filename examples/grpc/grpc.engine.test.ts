import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type Example, spawnExample } from '../spawnExample';

let pipeline: ScratchPipeline;
let billing: Example;
let orders: Example;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  const sending = { OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlpUrl };
  billing = await spawnExample('grpc/billingMain.ts', sending);
  orders = await spawnExample('grpc/main.ts', { ...sending, BILLING: billing.address });
});
afterAll(async () => {
  billing.kill();
  orders.kill();
  await pipeline.close();
});

const remove = async (order: string, role: string) => {
  const headers = { 'X-User': 'olga', 'X-Role': role };
  const { status } = await fetch(`http://${orders.address}/orders/${order}`, { method: 'DELETE', headers });
  return status;
};

test('what both services did for one request is one trace, with an audit event of each', async () => {
  expect(await remove('ord-1', 'admin')).toBe(204);
  expect(await remove('ord-0', 'admin')).toBe(409);
  expect(await remove('ord-2', 'guest')).toBe(403);
  expect(await billing.stop()).toBe(0);
  expect(await remove('ord-3', 'admin')).toBe(502);
  expect(await orders.stop()).toBe(0);

  // events of a trace, of which the status of the request tells
  expect(
    await pipeline.ask({
      text: `SELECT status, l.ServiceName AS service, EventName AS event, l.Target AS target, l.Outcome AS outcome,
          l.Actor AS actor, l.LogAttributes['audit.reason'] AS reason
        FROM otel_audit_logs AS l
        JOIN (SELECT TraceId, SpanAttributes['http.response.status_code'] AS status
              FROM otel_audit_traces WHERE SpanKind = 'Server' AND ParentSpanId = '') AS request
          ON request.TraceId = l.TraceId
        ORDER BY status, service`,
    })
  ).toEqual(
    [
      { status: '204', ...REFUND, target: 'ord-1', outcome: 'success', reason: '' },
      { status: '204', ...DELETION, target: 'ord-1', outcome: 'success', reason: '' },
      { status: '403', ...DELETION, target: 'ord-2', outcome: 'failure', reason: 'only admins may' },
      { status: '409', ...REFUND, target: 'ord-0', outcome: 'failure', reason: 'the books are closed' },
      { status: '409', ...DELETION, target: 'ord-0', outcome: 'failure', reason: 'the books are closed' },
      { status: '502', ...DELETION, target: 'ord-3', outcome: 'failure', reason: 'billing: UNAVAILABLE' },
    ].map((event) => ({ ...event, actor: 'olga' }))
  );
  // request > call > answer, each in its service, and billing's event belongs to the answer
  expect(
    await pipeline.ask({
      text: `SELECT request.ServiceName AS caller, answer.ServiceName AS called,
          call.SpanAttributes['rpc.service'] AS rpc, answer.SpanAttributes['rpc.grpc.status_code'] AS code, l.Target AS target
        FROM otel_audit_traces AS answer
        JOIN otel_audit_traces AS call ON call.TraceId = answer.TraceId AND call.SpanId = answer.ParentSpanId
        JOIN otel_audit_traces AS request ON request.TraceId = call.TraceId AND request.SpanId = call.ParentSpanId
        JOIN otel_audit_logs AS l ON l.TraceId = answer.TraceId AND l.SpanId = answer.SpanId
        WHERE answer.SpanKind = 'Server' AND call.SpanKind = 'Client' AND request.SpanKind = 'Server'
        ORDER BY target`,
    })
  ).toEqual([
    { ...BETWEEN, code: String(FAILED_PRECONDITION), target: 'ord-0' },
    { ...BETWEEN, code: '0', target: 'ord-1' },
  ]);
});

const REFUND = { service: 'billing', event: 'payment.refund' };
const DELETION = { service: 'orders', event: 'order.delete' };
const BETWEEN = { caller: 'orders', called: 'billing', rpc: 'orders.billing.v1.Billing' };
const FAILED_PRECONDITION = 9;
