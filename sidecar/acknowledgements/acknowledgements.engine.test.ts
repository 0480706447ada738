import { type FastifyInstance } from 'fastify';
import { pino } from 'pino';

import { type StoreAcknowledgement, storeAcknowledgements } from './storeEvent';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { identifier } from '../../queries/sql';
import { DEFAULT_TABLES } from '../../queries/tables';
import { createServer } from '../server/createServer';
import { signingGrafana, type SigningGrafana } from '../server/signedForTest';

const SECRET = 'sidecar-secret-0123456789';

let pipeline: ScratchPipeline;
let grafana: SigningGrafana;
let server: FastifyInstance;

function serve(storeAcknowledgement?: StoreAcknowledgement): FastifyInstance {
  return createServer({
    config: {
      timeoutMs: 10_000,
      maxAnswerBytes: 1_000_000,
      access: { sidecarSecret: SECRET, grafana: { issuer: grafana.issuer, jwksUrl: grafana.jwksUrl, orgId: 1 } },
    },
    client: pipeline.client,
    tables: { ...DEFAULT_TABLES, database: pipeline.database },
    jaeger: { lookbackMs: 1, maxRangeMs: 1, maxTraces: 1, spansOfTrace: 1, spansOfAnswer: 1 },
    log: pino({ level: 'silent' }),
    storeAcknowledgement,
  });
}

beforeAll(async () => {
  [pipeline, grafana] = await Promise.all([scratchPipeline(), signingGrafana()]);
  server = serve(storeAcknowledgements(pipeline.client, pipeline.database));
});
afterAll(async () => {
  await server.close();
  await grafana.close();
  await pipeline.close();
});

const REQUEST = {
  action: 'acknowledge',
  eventId: 'ba493c0305704ae6c4892a1d90e7bb09',
  key: 'girok-stalled{partition="3"}',
  ruleUid: 'girok-stalled',
  ruleTitle: 'Consumer stands still',
  labels: { partition: '3', signal: 'traces' },
  silenceId: '424d3083-2f93-4596-886b-b365fad4c02c',
  until: Date.parse('2026-11-25T15:00:00Z'),
  note: `fix '; DROP TABLE x; -- \u0000 {{ }} "rolling" out`,
  value: 12_400,
};

async function post(payload: unknown, claims: Record<string, unknown> = {}, to = server) {
  return to.inject({
    method: 'POST',
    url: '/acknowledgements',
    headers: { 'x-girok-secret': SECRET, 'x-grafana-id': await grafana.sign(claims) },
    payload: payload as object,
  });
}

const events = () =>
  pipeline.ask({
    text: `SELECT Actor, ActorType, Action, Target, TargetType, Outcome, EventName, ServiceName, LogAttributes AS more,
      abs(dateDiff('second', Timestamp, now64(9, 'UTC'))) < 60 AS recent
      FROM ${identifier(`${pipeline.database}.otel_audit_logs`).text} FINAL ORDER BY Timestamp`,
  });

test('an acknowledgement is an audit event by whom Grafana has signed', async () => {
  const first = await post(REQUEST);
  expect([first.statusCode, first.json()]).toEqual([201, { eventId: REQUEST.eventId }]);
  expect(await events()).toEqual([
    {
      Actor: 'eve',
      ActorType: 'user',
      Action: 'ACKNOWLEDGE',
      Target: REQUEST.key,
      TargetType: 'alert',
      Outcome: 'success',
      EventName: 'girok.alert.acknowledgement',
      ServiceName: 'girok',
      recent: 1,
      more: expect.objectContaining({
        'audit.record.id': REQUEST.eventId,
        'audit.reason': REQUEST.note,
        'girok.alert.silence': REQUEST.silenceId,
        'girok.alert.until': '2026-11-25T15:00:00.000Z',
        'girok.alert.value': '12400',
        'girok.alert.label.partition': '3',
        'girok.person.role': 'Editor',
      }),
    },
  ]);
});

test.each<[string, object]>([
  ['an action that is none', { ...REQUEST, action: 'delete' }],
  ['no id', { ...REQUEST, eventId: '' }],
  ['an identity in the body', { ...REQUEST, login: 'admin' }],
  ['a time beyond this century', { ...REQUEST, until: 1e15 }],
  [
    'a hundred labels',
    { ...REQUEST, labels: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`l${i}`, ''])) },
  ],
  ['a note without end', { ...REQUEST, note: 'x'.repeat(2000) }],
  ['a list', [REQUEST]],
])('refused with a reason, and nothing stored: %s', async (_, body) => {
  const before = await events();
  const answer = await post(body);
  expect([answer.statusCode, answer.json().message]).toEqual([400, expect.stringContaining('no acknowledgement')]);
  expect(await events()).toEqual(before);
});

test('without identity or secret nobody is let in', async () => {
  const url = '/acknowledgements';
  const identity = { 'x-grafana-id': await grafana.sign() };
  for (const headers of [{}, identity, { 'x-girok-secret': SECRET }]) {
    expect((await server.inject({ method: 'POST', url, headers, payload: REQUEST })).statusCode).toBe(401);
  }
});

test('what was not stored is no success', async () => {
  const broken = serve(storeAcknowledgements(pipeline.client, 'no_such_database'));
  const answer = await post(REQUEST, {}, broken);
  expect([answer.statusCode, answer.json().message]).toEqual([503, expect.stringContaining('did not store the event')]);
  await broken.close();
});
