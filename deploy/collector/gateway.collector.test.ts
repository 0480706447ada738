import {
  asRecord,
  attribute,
  logs,
  readUntil,
  recordsUntil,
  send,
  startCollector,
  stop,
  brokerForTests,
} from './collectorForTest';
import { COLLECTOR_QUESTIONS } from '../../queries/collector/collector';

brokerForTests();

const SPAN = {
  resourceSpans: [
    {
      scopeSpans: [
        { spans: [{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'counted' }] },
      ],
    },
  ],
};
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
const basic = (login: string, password: string) => `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

test('what it tells of itself is in the topic, under the names, units and types that "Collector health" asks for', async () => {
  const collector = await startCollector('auth-token.yaml', 'a-token-of-this-test');
  try {
    // a counter that never counted is not sent
    expect(await send(collector.url, 'Bearer a-token-of-this-test', logs('counted'))).toBe(200);
    expect(await send(collector.url, 'Bearer a-token-of-this-test', SPAN, 'traces')).toBe(200);
    const told = new Map<string, { unit?: string; isMonotonic: boolean; type: string }>();
    const services = new Set<string>();
    await readUntil(({ resourceMetrics = [] }) => {
      for (const { resource, scopeMetrics } of resourceMetrics) {
        services.add(asRecord(resource.attributes)['service.name']);
        for (const { name, unit, sum, gauge } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
          told.set(name, {
            unit,
            type: sum ? 'sum' : gauge ? 'gauge' : 'other',
            isMonotonic: sum?.isMonotonic ?? false,
          });
        }
      }
      return ['log_records', 'spans', 'metric_points'].every((kind) => told.has(`otelcol_exporter_sent_${kind}`));
    });
    const asked = COLLECTOR_QUESTIONS.flatMap(({ metrics }) => metrics);
    // of what could not be sent a Collector tells from the first time on
    const expected = asked.filter(({ name }) => !name.startsWith('otelcol_exporter_send_failed'));
    expect(
      expected.map(({ name, type, unit, isMonotonic }) => ({ name, type, unit, isMonotonic })).sort(byName)
    ).toEqual(expected.map(({ name }) => ({ name, ...told.get(name) })).sort(byName));
    expect([...services]).toEqual(['otel-collector']);
  } finally {
    await stop(collector);
  }
});

test('a login per tenant: who logged in is the tenant, whatever the payload says', async () => {
  // password s3cret; made with `openssl passwd -apr1`
  const collector = await startCollector('auth-tenants.yaml', 'acme:$apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0\n');
  try {
    expect(await send(collector.url, undefined, logs('nobody'))).toBe(401);
    expect(await send(collector.url, basic('acme', 'guessed'), logs('guessed'))).toBe(401);
    const forged = ['tenant.id', 'audit.tenant.id', 'organization.id', 'user.tenant.id', 'account.id'];
    const lies = forged.map((key) => attribute(key, 'globex'));
    expect(
      await send(
        collector.url,
        basic('acme', 's3cret'),
        logs('forged', [attribute('tenant.id', 'globex'), attribute('tenant.id', 'initech')], lies)
      )
    ).toBe(200);
    const records = await recordsUntil((body) => body === 'forged');
    const [record] = records.filter(({ body }) => body === 'forged');
    expect(record.resource['tenant.id']).toBe('acme');
    expect(Object.values(record.attributes)).not.toContain('globex');
    expect(records.map(({ body }) => body)).not.toEqual(expect.arrayContaining(['nobody', 'guessed']));
  } finally {
    await stop(collector);
  }
});
