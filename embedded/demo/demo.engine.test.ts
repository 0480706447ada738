import { setTimeout as sleep } from 'node:timers/promises';

import { type ScratchPipeline, scratchPipeline } from '../scratchPipeline';
import { sendLogRecords } from './logRecords';
import { startDemo } from './process';

jest.setTimeout(180_000);

let pipeline: ScratchPipeline;
beforeEach(async () => {
  pipeline = await scratchPipeline({ token: 'secret' });
});
afterEach(() => pipeline.close());

async function rows<T>(query: string): Promise<T[]> {
  const result = await pipeline.client.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}

const one = async <T>(query: string) => (await rows<T>(query))[0];
const destination = () => ({ otlpUrl: pipeline.otlpUrl, token: 'secret' });

test('3,779 log records of two services in ten namespaces are 3,779 rows', async () => {
  const sent = await sendLogRecords({ ...destination(), count: 3779, services: 2, namespaces: 10 });
  expect(sent.groups).toHaveLength(20);
  const stored = await rows<{ service: string; namespace: string; count: number }>(`
    SELECT ServiceName AS service, ResourceAttributes['k8s.namespace.name'] AS namespace, count() AS count
    FROM otel_audit_logs GROUP BY service, namespace`);
  const order = (a: { service: string; namespace: string }, b: typeof a) =>
    `${a.service} ${a.namespace}`.localeCompare(`${b.service} ${b.namespace}`);
  expect(stored.sort(order)).toEqual([...sent.groups].sort(order));
  expect(
    await one(
      'SELECT count() AS rows, uniqExact(RecordId) AS different, uniqExact(RecordHash) AS hashes FROM otel_audit_logs FINAL'
    )
  ).toEqual({ rows: 3779, different: 3779, hashes: 3779 });
});

test('an hour of history is stored as it was made', async () => {
  const before = Date.now();
  const progress: number[] = [];
  const demo = await startDemo({
    ...destination(),
    backfillHours: 1,
    live: false,
    onProgress: ({ done, of }) => progress.push(done / of),
  });
  const counts = await demo.backfilled;
  await demo.exited;

  expect(
    await one(`SELECT (SELECT count() FROM otel_audit_traces) AS spans, (SELECT count() FROM otel_audit_logs) AS logs,
      (SELECT count() FROM otel_audit_metrics) AS metricPoints, (SELECT count() FROM otel_audit_dead_letters) AS deadLetters`)
  ).toEqual({ ...counts, deadLetters: 0 });
  expect(counts.spans).toBeGreaterThan(1000);
  expect(counts.logs).toBeGreaterThan(500);
  expect(counts.metricPoints).toBeGreaterThan(1000);
  expect(progress.at(-1)).toBe(1);

  // times: the hour before the start, none replaced
  for (const [table, time] of [
    ['traces', 'Timestamp'],
    ['logs', 'Timestamp'],
    ['metrics', 'TimeUnix'],
  ]) {
    const times = await one<{ oldest: number; newest: number; clamped: number }>(
      `SELECT toUnixTimestamp64Milli(min(${time})) AS oldest, toUnixTimestamp64Milli(max(${time})) AS newest,
        countIf(ClampedFrom != 0) AS clamped FROM otel_audit_${table}`
    );
    expect(times.clamped).toBe(0);
    expect(times.oldest).toBeGreaterThanOrEqual(before - 3_600_000);
    expect(times.oldest).toBeLessThan(before - 3_400_000);
    expect(times.newest).toBeGreaterThan(before - 120_000);
    expect(times.newest).toBeLessThanOrEqual(Date.now());
  }

  // every span has its parent, every audit record its span, and both are of the same namespace
  expect(
    await one(`SELECT countIf(child.ParentSpanId != '' AND parent.SpanId = '') AS orphans,
        countIf(parent.SpanId != '' AND parent.Tenant != child.Tenant) AS strangers,
        countIf(parent.SpanId != '' AND parent.ServiceName != child.ServiceName) > 0 AS crossesServices
      FROM (SELECT *, Tenant FROM otel_audit_traces) AS child
      LEFT JOIN (SELECT *, Tenant FROM otel_audit_traces) AS parent
        ON child.ParentSpanId = parent.SpanId AND child.TraceId = parent.TraceId`)
  ).toEqual({ orphans: 0, strangers: 0, crossesServices: 1 });
  expect(
    await one(`SELECT countIf(TraceId != '' AND (TraceId, SpanId) NOT IN (SELECT TraceId, SpanId FROM otel_audit_traces)) AS lost,
        countIf(TraceId = '' AND Actor != 'svc-deployer') AS traceless, uniqExact(RecordId) AS different FROM otel_audit_logs`)
  ).toEqual({ lost: 0, traceless: 0, different: counts.logs });

  // the story: two deployments in every namespace, the broken checkout, the refused export
  expect(
    await rows(`SELECT Target AS target, count() AS namespaces FROM otel_audit_logs
      WHERE EventName = 'release.deploy' GROUP BY target ORDER BY target`)
  ).toEqual([
    { target: 'storefront 1.9.0', namespaces: 10 },
    { target: 'storefront 1.9.1', namespaces: 10 },
  ]);
  expect(
    await rows(`SELECT ResourceAttributes['service.version'] AS version, has(\`Events.Name\`, 'exception') AS exception
      FROM otel_audit_traces WHERE SpanName = 'POST /api/checkout' AND StatusCode = 'Error' GROUP BY ALL`)
  ).toEqual([{ version: '1.9.0', exception: 1 }]);
  expect(
    await rows(
      "SELECT Actor AS actor, Outcome AS outcome, SourceAddress AS source, Tenant AS tenant FROM otel_audit_logs WHERE Body LIKE '%1,204 invoices%'"
    )
  ).toEqual([{ actor: 'user-17', outcome: 'failure', source: '203.0.113.9', tenant: 'acme' }]);

  // every kind of metric that the SDK makes; cumulative ones never fall within one start
  expect(await rows('SELECT DISTINCT MetricType AS type FROM otel_audit_metrics ORDER BY MetricType')).toEqual(
    ['gauge', 'sum', 'histogram', 'exponential_histogram'].map((type) => ({ type }))
  );
  expect(
    await one(`SELECT count() AS series, sum(falls) AS falls FROM (
      SELECT length(arrayFilter(d -> d < 0, arrayDifference(arrayMap(p -> toInt64(p.2), arraySort(groupArray((TimeUnix, Count))))))) AS falls
      FROM otel_audit_metrics WHERE MetricType IN ('histogram', 'exponential_histogram')
      GROUP BY MetricName, AttributesHash, StartTimeUnix)`)
  ).toMatchObject({ falls: 0 });
});

test('live requests are traced by the instrumentations through both services', async () => {
  const demo = await startDemo({ ...destination(), backfillHours: 0 });
  expect(await demo.backfilled).toEqual({ spans: 0, logs: 0, metricPoints: 0 });
  await demo.ready;
  const chains = () =>
    rows<{ namespaces: string[]; scopes: string[]; services: string[]; audited: number }>(`
      SELECT groupUniqArray(ResourceAttributes['k8s.namespace.name']) AS namespaces, arraySort(groupUniqArray(ScopeName)) AS scopes,
        arraySort(groupUniqArray(ServiceName)) AS services,
        TraceId IN (SELECT TraceId FROM otel_audit_logs WHERE Outcome = 'success') AS audited
      FROM otel_audit_traces GROUP BY TraceId
      HAVING countIf(SpanKind = 'Server' AND ServiceName = 'storefront' AND ParentSpanId = '') = 1
        AND has(groupArray(SpanName), 'prisma:client:operation') AND audited`);
  const deadline = Date.now() + 90_000;
  let found = await chains();
  while (found.length === 0 && Date.now() < deadline) {
    await sleep(500);
    found = await chains();
  }
  await demo.stop();
  await demo.exited;
  expect(found[0]).toMatchObject({
    namespaces: [expect.stringMatching(/-prod$/)],
    scopes: ['@opentelemetry/instrumentation-grpc', '@opentelemetry/instrumentation-http', 'girok.demo'],
    services: ['billing', 'storefront'],
  });
});

test('history that is stopped says so and leaves no process behind', async () => {
  const demo = await startDemo({ ...destination(), backfillHours: 24, live: false, tracesPage: 'http://127.0.0.1:1' });
  await demo.stop();
  await demo.exited;
  expect(await demo.ordersPage).toBeUndefined();
  await expect(demo.backfilled).rejects.toThrow('The demo was stopped before history was done.');
});

test('a wrong token is said, not passed over', async () => {
  const demo = await startDemo({ ...destination(), token: 'wrong', backfillHours: 1, live: false });
  await expect(demo.backfilled).rejects.toThrow(/History could not be sent: .*401[^]*stored 0 spans, 0 log records/);
  await demo.exited;
});
