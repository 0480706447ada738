import { dateTime } from '@grafana/data';
import { escapeUrlPipeDelimiters } from '@grafana/scenes';

import { acknowledgeFromAlert, linkFromAlert, linkFromQueries, linkFromTrace } from './links';
import { filterText } from '../scenes/links';

const CLICKHOUSE = { type: 'grafana-clickhouse-datasource', uid: 'ch' };
const query = (rawSql: string, datasource: object = CLICKHOUSE) => ({ refId: 'A', datasource, rawSql });
const asItIs = (text: string) => text;
/** The parts of a link by name; a name that occurs again becomes a list. */
const parts = (path = '') => {
  const url = new URL(path, 'http://x');
  return { page: url.pathname, ...Object.fromEntries(url.searchParams) };
};

test('a panel on audit logs leads to the page, with time, data source and filters', () => {
  const link = linkFromQueries(
    {
      targets: [query(`SELECT count() FROM otel.otel_audit_logs WHERE Actor = 'alice' AND $__timeFilter(Timestamp)`)],
      timeRange: { from: 'now-6h', to: 'now' },
    },
    asItIs
  );
  expect(link?.title).toBe('Open in Girok audit logs');
  expect(parts(link?.path)).toEqual({
    page: '/a/girok-telemetry-app/audit',
    from: 'now-6h',
    to: 'now',
    'var-ds': 'ch',
    'var-filters': 'actor|=|alice',
  });
});

test('variables are put in before filters are looked for, and times may be moments', () => {
  const link = linkFromQueries(
    {
      targets: [query(`SELECT 1 FROM otel_traces WHERE ServiceName = '$service'`, { ...CLICKHOUSE, uid: '$ds' })],
      timeRange: { from: dateTime('2026-01-01T00:00:00Z'), to: dateTime('2026-01-01T01:00:00Z') },
    },
    (text) => text.replace('$service', 'billing|eu').replace('$ds', 'other')
  );
  expect(parts(link?.path)).toEqual({
    page: '/a/girok-telemetry-app/traces',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T01:00:00.000Z',
    'var-ds': 'other',
    'var-filters': 'service|=|billing__gfp__eu',
    spans: 'all',
  });
});

test('a value stands in the address as scenes write it', () => {
  const value = 'a|b,c#d';
  const link = linkFromAlert({ instance: { labels: { service: value } } });
  expect(parts(link?.path)).toMatchObject({ 'var-filters': filterText('service', '=', value) });
  expect(filterText('service', '=', value)).toBe(`service|=|${escapeUrlPipeDelimiters(value)}`);
});

test.each([
  ['another data source', [query('SELECT 1 FROM otel_audit_logs', { type: 'mysql', uid: 'm' })]],
  ['another table', [query('SELECT 1 FROM orders')]],
  ['a query without SQL', [{ refId: 'A', datasource: CLICKHOUSE }]],
  ['no query', undefined],
])('%s: no link', (_, targets) => expect(linkFromQueries({ targets }, asItIs)).toBeUndefined());

test.each([
  ['ClickHouse', { traceID: 'abc', datasource: CLICKHOUSE }, '/a/girok-telemetry-app/traces/abc?var-ds=ch'],
  ['Jaeger', { traceID: 'abc', datasource: { type: 'jaeger', uid: 'j' } }, '/a/girok-telemetry-app/traces/abc'],
  ['a hostile id', { traceID: '../x?y', datasource: CLICKHOUSE }, '/a/girok-telemetry-app/traces/..%2Fx%3Fy?var-ds=ch'],
  ['Tempo has other traces', { traceID: 'abc', datasource: { type: 'tempo', uid: 't' } }, undefined],
  ['no trace', { datasource: CLICKHOUSE }, undefined],
])('a trace of %s', (_, context, path) => expect(linkFromTrace(context)?.path).toBe(path));

test('an alert leads to its service, from half an hour before it fired', () => {
  const firing = { labels: { service_name: 'billing' }, activeAt: '2026-01-01T10:00:00Z' };
  expect(parts(linkFromAlert({ instance: firing })?.path)).toEqual({
    page: '/a/girok-telemetry-app/traces',
    from: '2026-01-01T09:30:00.000Z',
    to: 'now',
    'var-filters': 'service|=|billing',
    spans: 'all',
  });
  const normal = { labels: { service: 'billing' }, activeAt: '0001-01-01T00:00:00Z' };
  expect(parts(linkFromAlert({ instance: normal })?.path)).toEqual({
    page: '/a/girok-telemetry-app/traces',
    'var-filters': 'service|=|billing',
    spans: 'all',
  });
  expect(linkFromAlert({ instance: { labels: { team: 'x' } } })).toBeUndefined();
});

test('an alert that Grafana has frozen and handed over behind its proxy', () => {
  const frozen = Object.freeze({ labels: Object.freeze({ service: 'billing' }), activeAt: '2026-01-01T10:00:00Z' });
  const readOnly = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name, receiver) => {
        const value: unknown = Reflect.get(object, name, receiver);
        return typeof value === 'object' && value !== null ? readOnly(value) : value;
      },
    });
  const context = readOnly({ instance: frozen });
  expect(() => context.instance.labels).toThrow(/proxy/);
  expect(parts(linkFromAlert(context)?.path)).toMatchObject({ 'var-filters': 'service|=|billing' });
});

describe('from an alert to its acknowledgement', () => {
  const labels = { alertname: 'Consumer stands still', signal: 'traces', __alert_rule_uid__: 'girok-stalled' };

  test('an alert of one of our rules, frozen and behind a proxy as Grafana hands it over', () => {
    const instance = new Proxy(
      Object.freeze({ labels: { ...labels, __grafana_origin: 'plugin/girok-telemetry-app' } }),
      {}
    );
    const { path = '' } = acknowledgeFromAlert({ instance }) ?? {};
    const url = new URL(path, 'http://grafana');
    expect(url.pathname).toBe('/a/girok-telemetry-app/pipeline');
    expect(url.searchParams.get('tab')).toBe('alerts');
    expect(JSON.parse(url.searchParams.get('alert') ?? '')).toEqual({
      alertname: 'Consumer stands still',
      signal: 'traces',
    });
  });

  test.each([[{}], [{ instance: {} }], [{ instance: { labels } }]])('nothing of ours: %j', (context) =>
    expect(acknowledgeFromAlert(context)).toBeUndefined()
  );
});
