import { testUrl } from '../../embedded/clickhouse/testClient';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { type RunningGirok, startGirok } from '../cli/runGirok';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SETTINGS = {
  GIROK_SERVE_PORT: '0',
  GIROK_SIDECAR_SECRET: 'sidecar-secret-0123456789',
  OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20token-of-the-test',
};

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline({ token: 'token-of-the-test' });
});
afterAll(() => pipeline.close());

/** `girok serve` beside the test's ClickHouse, listening. */
async function serve(settings: Record<string, string>): Promise<RunningGirok & { url: string }> {
  let heard: (url: string) => void;
  const url = new Promise<string>((resolve) => (heard = resolve));
  const running = startGirok(
    ['serve'],
    {
      GIROK_CLICKHOUSE_URL: testUrl(),
      GIROK_DATABASE: pipeline.database,
      GIROK_QUEUES: 'null',
      ...SETTINGS,
      ...settings,
    },
    (stdout) => {
      const listening = /Server listening at (http:[^"]+)/.exec(stdout);
      if (listening) {
        heard(listening[1]);
      }
    }
  );
  return { ...running, url: await url };
}

const rows = async <T>(query: string) => (await pipeline.client.query({ query, format: 'JSONEachRow' })).json<T>();

test('what it was asked is in the trace of who asked, with a duration; a refusal is a warning; nothing of the question', async () => {
  const girok = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlpUrl });
  await fetch(`${girok.url}/healthz`, { headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } });
  await fetch(`${girok.url}/jaeger/api/traces?service=whom-I-look-for`);
  girok.child.kill('SIGTERM');
  expect((await girok.finished).code).toBe(0);

  expect(
    await rows(`SELECT SpanName, SpanKind, TraceId = '${TRACE}' AS theirs, ServiceName,
      SpanAttributes['http.response.status_code'] AS status FROM otel_audit_traces ORDER BY Timestamp`)
  ).toEqual([
    { SpanName: 'GET /healthz', SpanKind: 'Server', theirs: 1, ServiceName: 'girok', status: '200' },
    { SpanName: 'GET /jaeger/api/traces', SpanKind: 'Server', theirs: 0, ServiceName: 'girok', status: '401' },
  ]);
  expect(await rows(`SELECT DISTINCT MetricName AS name FROM otel_audit_metrics`)).toContainEqual({
    name: 'http.server.request.duration',
  });
  const warnings = await rows<{ Body: string; severity: string }>(
    `SELECT Body, SeverityText AS severity FROM otel_audit_logs WHERE ServiceName = 'girok'`
  );
  expect(warnings.map(({ severity }) => severity)).toEqual(['WARN']);
  for (const table of ['otel_audit_traces', 'otel_audit_logs', 'otel_audit_metrics']) {
    expect(
      await rows(`SELECT 1 FROM ${table} AS t WHERE position(toString(tuple(t.*)), 'whom-I-look-for') > 0`)
    ).toEqual([]);
  }
});

test('without an address nothing is sent', async () => {
  const count = () => rows(`SELECT count() AS spans FROM otel_audit_traces`);
  const before = await count();
  const girok = await serve({});
  await fetch(`${girok.url}/healthz`);
  girok.child.kill('SIGTERM');
  expect((await girok.finished).code).toBe(0);
  expect(await count()).toEqual(before);
});
