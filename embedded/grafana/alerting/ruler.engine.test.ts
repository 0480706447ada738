import Fastify, { type FastifyInstance } from 'fastify';

import { alertingApi } from './api';
import { Evaluator } from './evaluator';
import { type StandInRule } from './ruleFile';
import { burnRules, groupOf } from '../../../queries/slo/burnRules';
import { type Slo } from '../../../queries/slo/objective';
import { ruleGroup } from '../../../queries/slo/ruleGroup';
import { DEFAULT_TABLES } from '../../../queries/tables';
import { type ScratchPipeline, scratchPipeline } from '../../scratchPipeline';

let pipeline: ScratchPipeline;
let server: FastifyInstance;
let evaluator: Evaluator;

const FOLDER = '/api/ruler/grafana/api/v1/rules/girok';
const SLO: Slo = { service: `it's "/cart"`, days: 30, availability: 99.9 };
const GROUP = groupOf(SLO.service);
const VIEWER = { cookie: 'girok-preview-user=viewer' };

const HISTORY_RULE: StandInRule = {
  uid: 'history',
  title: 'Too many',
  folder: 'Girok',
  group: 'history',
  sql: '',
  above: 1,
  forMs: 60_000,
  noData: 'OK',
  labels: { severity: 'critical', __grafana_origin: 'plugin/x' },
  annotations: {},
  notificationSettings: {},
  provenance: '',
};

beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline.close());
beforeEach(() => {
  server = Fastify();
  evaluator = new Evaluator(pipeline.client, [], 'girok');
  alertingApi(server, evaluator);
});
afterEach(() => server.close());

const groupOfSlo = (slo: Slo) =>
  ruleGroup(GROUP, burnRules(slo, { ...DEFAULT_TABLES, database: pipeline.database }), 'ds', () => undefined);
const make = (payload: object, headers = {}) => server.inject({ method: 'POST', url: FOLDER, payload, headers });
const rules = async () => {
  const { data } = (await server.inject('/api/prometheus/grafana/api/v1/rules')).json<{
    data: { groups: Array<{ rules: Array<{ name: string; health: string; state: string; provenance: string }> }> };
  }>();
  return data.groups.flatMap((group) => group.rules);
};

test('rules of an objective are taken, evaluated on the engine, and fire when the budget burns', async () => {
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_traces (Timestamp, SpanId, ServiceName, SpanName, SpanKind, StatusCode)
      SELECT now64(9) - toIntervalSecond(number * 10), hex(number), {service:String}, 'n', 'Server', 'Error' FROM numbers(100)`,
    query_params: { service: SLO.service },
  });
  expect((await make(groupOfSlo(SLO))).statusCode).toBe(202);
  // above its limit, and waiting for two minutes to go by
  expect(await rules()).toMatchObject([
    { name: expect.stringContaining('fast'), health: 'ok', state: 'pending', provenance: '' },
    { name: expect.stringContaining('too fast to last'), health: 'ok', state: 'inactive' },
  ]);
  await evaluator.evaluateAll(() => Date.now() + 121_000);
  const alerts = (await server.inject('/api/alertmanager/grafana/api/v2/alerts')).json<
    Array<Record<string, unknown>>
  >();
  expect(alerts).toMatchObject([{ labels: { service: SLO.service, objective: 'availability', severity: 'critical' } }]);
});

test('the history of an alert is kept as annotations, the newest first', async () => {
  const insert = (seconds: number) =>
    pipeline.client.command({
      query: `INSERT INTO otel_audit_logs (Timestamp, Body) SELECT now64(9) - toIntervalSecond(${seconds}), 'of the history'`,
    });
  await insert(0);
  const rule = {
    ...HISTORY_RULE,
    sql: `SELECT 'x, y' AS what, toFloat64(count()) AS value FROM otel_audit_logs WHERE Body = 'of the history'`,
  };
  await evaluator.setGroup('history', [rule]);
  await insert(1);
  await evaluator.evaluateAll(() => 2_000);
  await evaluator.evaluateAll(() => 70_000);
  await evaluator.setGroup('history', []);
  const { type, from, to } = { type: 'alert', from: '1', to: '70000' };
  const asked = await server.inject({ url: '/api/annotations', query: { type, from, to } });
  const text = 'Too many {alertname=Too many, grafana_folder=Girok, severity=critical, what=x, y} - A=2.000000';
  expect(asked.json()).toMatchObject([
    { time: 70_000, prevState: 'Pending', newState: 'Alerting', text },
    { time: 2_000, prevState: 'Normal', newState: 'Pending', text },
  ]);
  expect((await server.inject('/api/annotations?tags=girok-ack')).json()).toEqual([]);
});

test('what a group has is read back, replaced as a whole, and removed', async () => {
  await make(groupOfSlo(SLO));
  await make(groupOfSlo({ ...SLO, availability: 99 }));
  const kept = await server.inject(`${FOLDER}/${GROUP}`);
  const [fast] = burnRules({ ...SLO, availability: 99 }, { ...DEFAULT_TABLES, database: pipeline.database });
  expect(kept.json<{ rules: unknown[] }>().rules).toMatchObject([
    { grafana_alert: { title: fast.title, data: [{ model: { rawSql: fast.sql('').text } }] } },
    {},
  ]);
  expect((await server.inject({ method: 'DELETE', url: `${FOLDER}/${GROUP}` })).statusCode).toBe(202);
  expect((await server.inject(`${FOLDER}/${GROUP}`)).statusCode).toBe(404);
  expect(await rules()).toEqual([]);
});

test('a Viewer may neither make nor remove them', async () => {
  const refused = await make(groupOfSlo(SLO), VIEWER);
  expect(refused.statusCode).toBe(403);
  expect(refused.json<{ message: string }>().message).toContain('alert.rules:create');
  await make(groupOfSlo(SLO));
  const removed = await server.inject({ method: 'DELETE', url: `${FOLDER}/${GROUP}`, headers: VIEWER });
  expect(removed.statusCode).toBe(403);
  expect(await rules()).toHaveLength(2);
});
