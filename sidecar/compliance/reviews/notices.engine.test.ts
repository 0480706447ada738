import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Notice } from './notices';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { testService, type TestService } from '../serviceForTest';

const DAY_MS = 86_400_000;
const QUERY = 'priv-changes';

let pipeline: ScratchPipeline;
let receiver: Server;
let settings: Record<string, string>;
let girok: TestService;
/** What came to the receiver, and what it answers. */
let [notices, status]: [Notice[], number] = [[], 200];

/** The first of next month, at one: a month has ended since the schedule was set. */
function nextMonth(): number {
  const date = new Date();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1, 1);
}

beforeAll(async () => {
  pipeline = await scratchPipeline();
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      notices.push(JSON.parse(text) as Notice);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  settings = {
    GIROK_REVIEW_WEBHOOK: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret-part`,
    GIROK_REVIEW_WEBHOOK_TOKEN: 'token-of-the-receiver',
    GIROK_GRAFANA_ISSUER: 'https://grafana.example.org/below/',
  };
  girok = await testService(pipeline, { settings });
});
afterAll(async () => {
  await girok?.close();
  receiver?.closeAllConnections();
  receiver?.close();
  await pipeline?.close();
});
beforeEach(() => ([notices, status] = [[], 200]));

const told = () =>
  pipeline.ask<{ reason: string; target: string }>({
    text: `SELECT LogAttributes['audit.reason'] AS reason, Target AS target FROM otel_audit_logs
      WHERE EventName = 'girok.compliance.review.notified' ORDER BY Timestamp`,
  });

// in this order: one review goes through its life
test('without a review that waits nothing is told', async () => {
  await girok.service.notices!.tick();
  expect(notices).toEqual([]);
});

test('a receiver that fails is tried again, and what it took is told once, whichever process tells it', async () => {
  const { reviews, notices: teller } = girok.service;
  await girok.as('otto', '/schedules', { query: QUERY, every: 'monthly', graceDays: 5 });
  const now = nextMonth();
  await reviews.tick(now);
  status = 503;
  await teller!.tick(now);
  expect([notices.length, await told()]).toEqual([1, []]);
  expect(girok.log()).toContain('The webhook answered HTTP 503.');
  status = 200;
  await teller!.tick(now);
  await teller!.tick(now);
  const [failed, sent, ...more] = notices;
  expect(more).toEqual([]);
  expect(sent).toEqual(failed);
  const [{ run, dueAt }] = await reviews.list(now);
  expect(sent).toEqual({
    v: 1,
    id: expect.stringMatching(/^due priv-changes /),
    kind: 'due',
    text: expect.stringMatching(/^The review of priv-changes for the period that ended on .* waits for a signature/),
    query: QUERY,
    version: 1,
    run,
    dueAt: new Date(dueAt).toISOString(),
    signBy: new Date(dueAt + 5 * DAY_MS).toISOString(),
    url: 'https://grafana.example.org/below/a/girok-telemetry-app/compliance?tab=reviews',
  });
  expect(await told()).toEqual([{ reason: 'due', target: 'priv-changes@1' }]);
  const next = await testService(pipeline, { settings, key: girok.key });
  try {
    // the events are of today, and the review of the next month
    await next.service.notices!.tick(now);
  } finally {
    await next.close();
  }
  expect(notices).toHaveLength(2);
});

test('it is told once more when it is overdue, and not after it was signed', async () => {
  const { reviews, notices: teller } = girok.service;
  const late = nextMonth() + 6 * DAY_MS;
  await teller!.tick(late);
  await teller!.tick(late);
  expect(notices).toMatchObject([{ kind: 'overdue', text: expect.stringContaining('nobody signed it') }]);
  const [{ run, resultSha256 }] = await reviews.list(late);
  await girok.as('ann', '/reviews/sign-off', { run, resultSha256, exceptions: 0, notes: 'looked at it' });
  const next = await testService(pipeline, { settings, key: girok.key });
  try {
    await next.service.notices!.tick(late);
  } finally {
    await next.close();
  }
  expect(notices).toHaveLength(1);
});

test('neither the address nor the token stands in the log or in the audit log', async () => {
  expect(girok.log()).not.toMatch(/secret-part|token-of-the-receiver/);
  const [{ found }] = await pipeline.ask<{ found: number }>({
    text: `SELECT countIf(toString(LogAttributes) LIKE '%secret-part%' OR toString(LogAttributes) LIKE '%token-of%') AS found
      FROM otel_audit_logs`,
  });
  expect(Number(found)).toBe(0);
});
