import { type ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { HOSTILE } from '../../../queries/hostile';
import { fill, manyRows, testKey, trusting } from '../../seal/sealedForTest';
import { nowS } from '../../server/signedForTest';
import { grafanaWithTeams } from '../access/teamsForTest';
import { evidenceOfRun } from '../evidence/evidenceOfRun';
import { bytesSource } from '../evidence/readZip';
import { verifyEvidence, verifyPackage } from '../evidence/verifyEvidence';
import { writtenForTest } from '../evidence/writtenForTest';
import { askedRun, ownQuery, SECRET, testService, type TestService } from '../serviceForTest';

let pipeline: ScratchPipeline;
let girok: TestService;
let as: TestService['as'];

beforeAll(async () => {
  pipeline = await scratchPipeline();
  await fill(pipeline.client, manyRows(600, 100));
  girok = await testService(pipeline);
  ({ as } = girok);
});
afterAll(async () => {
  await girok?.close();
  await pipeline?.close();
});

/** Runs and waits for the end. */
async function run(login: string, request: ReturnType<typeof askedRun>) {
  const begun = await as(login, '/runs', request);
  expect([begun.status, begun.body]).toEqual([200, expect.objectContaining({ run: request.run })]);
  await girok.service.runs.ended(request.run);
  return (await as(login, '/run', { run: request.run })).body as unknown as {
    status: string;
    rows: number;
    problem: string;
    resultSha256: string;
  };
}

const eventsOf = (name: string) =>
  pipeline.ask<{ actor: string; target: string; outcome: string; reason: string; run: string }>({
    text: `SELECT Actor AS actor, Target AS target, Outcome AS outcome, LogAttributes['audit.reason'] AS reason,
      LogAttributes['girok.run.id'] AS run FROM otel_audit_logs WHERE EventName = 'girok.compliance.${name}' ORDER BY Timestamp`,
  });

let drafts = 0;
/** Drafts under a new name and approves it. */
async function approved(sql?: string, more: object = {}) {
  const id = `own-${++drafts}-${randomUUID().slice(0, 8)}`;
  const drafted = await as('arthur', '/drafts', { query: ownQuery(sql, { id, ...more }), comment: 'please look' });
  expect([drafted.status, drafted.body]).toEqual([200, expect.objectContaining({ state: 'draft' })]);
  const decision = { id, version: 1, sha256: drafted.body.sha256, comment: 'looked at it' };
  expect(await as('paul', '/approvals', decision)).toMatchObject({ status: 200, body: { state: 'approved' } });
  return { id, decision };
}

describe('who is let in', () => {
  const catalogue = async (headers: Record<string, string>) => {
    const { statusCode, json } = await girok.server.inject({ url: '/compliance/catalogue', headers });
    return [statusCode, (json as () => { message: string })().message];
  };
  const signed = (claims: object) => girok.grafana.sign({ username: 'ann', identifier: 'uid-ann', ...claims });

  test.each<[string, () => Promise<Record<string, string>>, number, RegExp]>([
    ['nobody', async () => ({}), 401, /secret/],
    ['a secret without an identity', async () => ({ 'x-girok-secret': SECRET }), 401, /X-Grafana-Id/],
    ['an identity without the secret', async () => ({ 'x-grafana-id': await signed({}) }), 401, /secret/],
    ['another organisation', async () => both(await signed({ aud: 'org:2' })), 401, /another organisation/],
    ['an expired one', async () => both(await signed({ iat: nowS() - 700, exp: nowS() - 100 })), 401, /expired/],
    ['one without a role', async () => both(await signed({ role: undefined })), 403, /role/],
    [
      'one with another role of Grafana only',
      async () => both(await signed({ username: 'eve' })),
      403,
      /eve has none here/,
    ],
    ['a service account', async () => both(await signed({ type: 'service-account' })), 403, /service accounts/],
  ])('%s is not', async (_, headers, status, words) => {
    expect(await catalogue(await headers())).toEqual([status, expect.stringMatching(words)]);
  });

  const both = (token: string) => ({ 'x-girok-secret': SECRET, 'x-grafana-id': token });

  test('whoever has a role is, with the roles that they have', async () => {
    const { status, body } = await as('ann', '/catalogue');
    expect([status, body.person]).toEqual([200, { login: 'ann', roles: ['auditor'] }]);
  });

  test('keys that Grafana has changed are taken up, and a token of the old ones is refused', async () => {
    const old = await signed({});
    await girok.grafana.rotate();
    expect(await as('ann', '/catalogue')).toMatchObject({ status: 200 });
    expect(await catalogue(both(old))).toEqual([401, expect.stringMatching(/no key of that name/)]);
  });

  test.each<[string, string, object]>([
    ['arthur', '/runs', askedRun('data-exports')],
    ['ann', '/drafts', { query: ownQuery(), comment: 'please' }],
    ['arthur', '/approvals', { id: 'own-query', version: 1, sha256: '0'.repeat(64), comment: 'fine' }],
    ['ann', '/schedules', { query: 'data-exports', every: 'monthly' }],
    ['paul', '/run/page', { run: randomUUID(), offset: 0, limit: 1 }],
    ['paul', '/run/evidence', { run: randomUUID() }],
  ])('%s may not ask %s, and that is an audit event and in the log', async (login, path, body) => {
    const before = (await eventsOf('denied')).length;
    expect(await as(login, path, body)).toMatchObject({ status: 403 });
    const denied = (await eventsOf('denied')).slice(before);
    expect(denied).toEqual([expect.objectContaining({ actor: login, target: path, outcome: 'failure' })]);
    expect(girok.log()).toContain(`and ${login} has`);
  });

  test('members of a team of Grafana have its role; without Grafana nobody is let in', async () => {
    const grafana = await grafanaWithTeams([{ id: 7, name: 'Audit', uids: ['uid-tea'] }]);
    const GIROK_COMPLIANCE_AUDITORS = 'team:Audit';
    const settings = {
      GIROK_COMPLIANCE_AUDITORS,
      GIROK_GRAFANA_INTERNAL_URL: grafana.address,
      GIROK_GRAFANA_TOKEN: grafana.token,
    };
    const other = await testService(pipeline, { settings });
    expect((await other.as('tea', '/catalogue')).body.person).toEqual({ login: 'tea', roles: ['auditor'] });
    expect(await other.as('ann', '/catalogue')).toMatchObject({ status: 403 });
    expect(other.log()).not.toContain(grafana.token);
    await other.close();
    const alone = await testService(pipeline, { settings });
    grafana.answerWith(502);
    expect(await alone.as('tea', '/catalogue')).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining('team') },
    });
    await alone.close();
    await grafana.close();
    await expect(testService(pipeline, { settings: { GIROK_COMPLIANCE_AUDITORS } })).rejects.toThrow(
      /team:Audit.*GIROK_GRAFANA_TOKEN/
    );
  });

  test('no other address is answered, and none has a part that a caller chooses', async () => {
    expect(await as('ada', '/catalogue/../identity')).toMatchObject({ status: 404 });
    expect(await as('ada', `/run/${randomUUID()}`)).toMatchObject({ status: 404 });
    const { body } = await as('ann', '/openapi.json');
    const paths = Object.keys(body.paths);
    expect(paths).toContain('/compliance/run/evidence');
    expect(paths.filter((path) => /[{:*]/.test(path))).toEqual([]);
  });

  test('only JSON of the right form is taken', async () => {
    const headers = both(await signed({}));
    const text = await girok.server.inject({
      method: 'POST',
      url: '/compliance/runs',
      headers: { ...headers, 'content-type': 'text/plain' },
      payload: JSON.stringify(askedRun('data-exports')),
    });
    expect(text.statusCode).toBe(415);
    expect(await as('ann', '/runs', { ...askedRun('data-exports'), sql: 'SELECT 1' })).toMatchObject({ status: 400 });
    expect(await as('ann', '/runs', { ...askedRun('data-exports'), run: '1' })).toMatchObject({ status: 400 });
  });
});

describe('drafting and approving', () => {
  test('an author drafts, somebody else approves, and then it is never changed', async () => {
    const { id, decision } = await approved();
    expect(await as('paul', '/approvals', decision)).toMatchObject({ status: 409 });
    expect(await as('paul', '/rejections', decision)).toMatchObject({ status: 409 });
    expect(
      await as('arthur', '/drafts', { query: ownQuery(undefined, { id }), comment: 'the same again' })
    ).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('The next version') },
    });
    const sql = 'SELECT uniqExact(Actor) AS n FROM {{audit_logs}} WHERE {{period}}';
    const next = await as('arthur', '/drafts', { query: ownQuery(sql, { id, version: 2 }), comment: 'people now' });
    expect(next.body).toMatchObject({ state: 'draft', query: { version: 2 } });
    // until it is approved, the first one is run
    expect((await run('ann', askedRun(id))).rows).toBe(1);
    await as('paul', '/approvals', { id, version: 2, sha256: next.body.sha256, comment: 'yes' });
    const { versions } = (await as('ann', '/query', { id })).body as unknown as { versions: Array<{ state: string }> };
    expect(versions.map(({ state }) => state)).toEqual(['superseded', 'approved']);
    const { lines } = (await as('ann', '/query/diff', { id, from: 1, to: 2 })).body as unknown as {
      lines: Array<{ kind: string; text: string }>;
    };
    expect(lines.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([
      'removed "version": 1,',
      'added "version": 2,',
      'removed SELECT count() AS n FROM {{audit_logs}} WHERE {{period}}',
      `added ${sql}`,
    ]);
    expect(
      await as('paul', '/retirements', { id, version: 2, sha256: next.body.sha256, comment: 'no more' })
    ).toMatchObject({
      body: { state: 'retired' },
    });
    expect(await as('ann', '/runs', askedRun(id, { version: 2 }))).toMatchObject({ status: 409 });
  });

  test('an author cannot approve what they have drafted, even with the role for it', async () => {
    const query = ownQuery(undefined, { id: 'own-approval' });
    const drafted = await as('ada', '/drafts', { query, comment: 'mine' });
    const decision = { id: 'own-approval', version: 1, sha256: drafted.body.sha256, comment: 'fine' };
    expect(await as('ada', '/approvals', decision)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('somebody else has to approve it') },
    });
    // the same person under another name of login
    expect(await as('adele', '/approvals', decision, { identifier: 'uid-ada', username: 'paul' })).toMatchObject({
      status: 403,
    });
    expect(await as('paul', '/approvals', { ...decision, sha256: 'f'.repeat(64) })).toMatchObject({ status: 409 });
    expect(await as('ann', '/runs', askedRun('own-approval'))).toMatchObject({ status: 404 });
    expect(await as('paul', '/rejections', decision)).toMatchObject({ body: { state: 'rejected' } });
  });

  test.each<[string, object, RegExp]>([
    ['one that ships', { id: 'data-exports' }, /ships with girok/],
    ['another table', { sql: 'SELECT count() AS n FROM system.users' }, /may not be read/],
    ['a table function', { sql: "SELECT count() AS n FROM url('http://x')" }, /Table functions/],
    ['two statements', { sql: 'SELECT 1 AS n; DROP TABLE otel_audit_logs' }, /one statement/],
    ['what writes', { sql: 'INSERT INTO otel_audit_logs SELECT 1' }, /begin with SELECT/],
    ['another column', { sql: 'SELECT 1 AS m FROM {{audit_logs}}' }, /columns m, and those that are described are n/],
    ['no SQL', { sql: 'SELECT count( AS n FROM {{audit_logs}}' }, /ClickHouse cannot run this SQL/],
    ['a control that is none', { controls: { soc2: ['CC99'] } }, /no control "CC99"/],
    ['a name that is none', { id: '../x' }, /lower-case words/],
  ])('a draft of %s is refused, with the reason', async (_, more, words) => {
    const { status, body } = await as('arthur', '/drafts', { query: ownQuery(undefined, more), comment: 'please' });
    expect([Math.floor(status / 100), body.message]).toEqual([4, expect.stringMatching(words)]);
  });

  describe('rows that somebody writes into ClickHouse', () => {
    const rowsOf = (id: string) =>
      pipeline.ask<Record<string, string>>({
        text: `SELECT * FROM compliance_versions WHERE QueryId = '${id}' ORDER BY Seq`,
      });
    const insert = (row: object) =>
      pipeline.client.insert({ table: 'compliance_versions', values: [row], format: 'JSONEachRow' });

    test.each<[string, (id: string, rows: Array<Record<string, string>>) => Promise<unknown>, RegExp]>([
      [
        'an edited definition',
        (id) =>
          pipeline.client.command({
            query: `ALTER TABLE compliance_versions UPDATE Definition = replaceOne(Definition, 'count()', 'max(1)') WHERE QueryId = '${id}' SETTINGS mutations_sync = 2`,
          }),
        /definition is not the one that was signed/,
      ],
      [
        'a new version with an approval of somebody',
        (_, rows) => insert({ ...rows[1], Seq: 2, Version: 2 }),
        /columns are not what was signed/,
      ],
      ['a record of another key', (_, rows) => insert({ ...rows[0], Seq: 2, KeyId: 'f'.repeat(16) }), /does not trust/],
      [
        'a record that was signed with a wrong signature',
        (_, rows) => insert({ ...rows[0], Seq: 2, Record: rows[0].Record.replace('please', 'pleased') }),
        /signature is wrong/,
      ],
      [
        'a draft that is gone',
        (id) =>
          pipeline.client.command({
            query: `ALTER TABLE compliance_versions DELETE WHERE QueryId = '${id}' AND Seq = 0 SETTINGS mutations_sync = 2`,
          }),
        /does not follow the one before/,
      ],
    ])('%s: the query is not run any more, and says why', async (_, tamper, words) => {
      const { id } = await approved();
      await tamper(id, await rowsOf(id));
      const { status, body } = await as('ann', '/runs', askedRun(id));
      expect([status, body.message]).toEqual([409, expect.stringMatching(words)]);
      expect((await as('ann', '/query', { id })).body).toMatchObject({
        altered: expect.stringMatching(words),
        versions: [],
      });
      expect(
        await as('arthur', '/drafts', { query: ownQuery(undefined, { id, version: 2 }), comment: 'go on' })
      ).toMatchObject({
        status: 409,
      });
    });
  });
});

describe('running', () => {
  test('the access is recorded before and after, the result is given page by page, and as evidence', async () => {
    const request = askedRun('actor-timeline', { parameters: { actor: 'user7' } });
    const ended = await run('ann', request);
    expect(ended).toMatchObject({ status: 'done', rows: 12, problem: '' });
    const started = (await eventsOf('run.started')).filter((one) => one.run === request.run);
    expect(started).toEqual([
      expect.objectContaining({ actor: 'ann', target: 'actor-timeline@1', reason: 'because of a test' }),
    ]);
    expect((await eventsOf('run.done')).filter((one) => one.run === request.run)).toHaveLength(1);
    const page = await as('ann', '/run/page', { run: request.run, offset: 10, limit: 5 });
    expect(page.body).toMatchObject({ rows: 12, offset: 10, proof: { verdict: 'NOT SEALED' } });
    expect(page.body.page).toHaveLength(2);
    const evidence = await as('ann', '/run/evidence', { run: request.run });
    expect(evidence.headers['content-disposition']).toMatch(/^attachment; filename="actor-timeline-[0-9a-f]{8}\.zip"$/);
    expect(verifyEvidence(bytesSource(evidence.bytes), trusting(girok.key))).toMatchObject({
      manifest: { result: { rows: 12 }, run: { id: request.run, person: 'ann' }, redaction: null },
    });
    const redacted = await as('ann', '/run/evidence', { run: request.run, redacted: true });
    expect(verifyEvidence(bytesSource(redacted.bytes), trusting(girok.key))).toMatchObject({
      manifest: { parameters: { actor: 'redacted' }, redaction: { columns: expect.arrayContaining(['Target']) } },
    });
    expect((await eventsOf('evidence.made')).filter((one) => one.run === request.run)).toHaveLength(2);
  });

  test('a result that is longer than evidence can be is refused before a byte of it is made', async () => {
    const request = askedRun('actor-timeline', { parameters: { actor: 'user7' } });
    await run('ann', request);
    const { client, key, runs, book } = girok.service;
    const record = await runs.result(request.run);
    const version = await book.runnable(record.query, record.version);
    const bytes = Buffer.byteLength((await runs.page(request.run, 0, record.rows)).lines.join('\n') + '\n');
    const evidence = (maxBytes: number) => evidenceOfRun({ client, key, record, version, person: 'ann', maxBytes });
    await expect(evidence(bytes - 1)).rejects.toMatchObject({
      status: 413,
      message: expect.stringContaining('larger than the 4 GiB'),
    });
    const { value } = await writtenForTest(await evidence(bytes));
    expect(value.result.rows).toBe(12);
  });

  test('what somebody else looks at is recorded', async () => {
    const request = askedRun('data-exports');
    await run('ann', request);
    await as('otto', '/run/page', { run: request.run, offset: 0, limit: 5 });
    expect((await eventsOf('result.viewed')).filter(({ target }) => target === request.run)).toMatchObject([
      { actor: 'otto', reason: 'result of ann: because of a test' },
    ]);
  });

  test('without a purpose, with the same request twice, and with what is no period, nothing is run', async () => {
    const before = (await eventsOf('run.started')).length;
    const request = askedRun('data-exports');
    expect(await as('ann', '/runs', { ...request, purpose: '   ' })).toMatchObject({ status: 400 });
    expect(await as('ann', '/runs', { ...request, to: '2025-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
    expect(await as('ann', '/runs', { ...request, from: '2000-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
    expect((await eventsOf('run.started')).length).toBe(before);
    await run('ann', request);
    expect(await as('ann', '/runs', request)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('the same request came twice') },
    });
    const twice = askedRun('data-exports');
    const both = await Promise.all([as('ann', '/runs', twice), as('ann', '/runs', twice)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await girok.service.runs.ended(twice.run);
  });

  test('when the audit log cannot keep that it was asked, nothing is run', async () => {
    const asked: string[] = [];
    const failing = intercepted(pipeline.client, {
      insert: (table) => table === 'otel_audit_logs' && new Error('disk full'),
      onExec: (query) => asked.push(query),
    });
    const broken = await testService(pipeline, { client: failing });
    try {
      const request = askedRun('data-exports');
      expect(await broken.as('ann', '/runs', request)).toMatchObject({
        status: 503,
        body: { message: expect.stringContaining('so it was not done') },
      });
      expect(asked).toEqual([]);
      expect(await broken.as('ann', '/run', { run: request.run })).toMatchObject({ status: 404 });
    } finally {
      await broken.close();
    }
  });

  test.each(HOSTILE)('a parameter is a value and never SQL: %j', async (value) => {
    const request = askedRun('actor-timeline', { parameters: { actor: value } });
    const { status, body } = await as('ann', '/runs', request);
    if (status === 200) {
      expect(await girok.service.runs.ended(request.run)).toMatchObject({ status: 'done', rows: 0 });
    } else {
      expect([status, body.message]).toEqual([400, expect.stringContaining('actor')]);
    }
    const tenant = askedRun('data-exports', { tenant: value });
    if ((await as('ann', '/runs', tenant)).status === 200) {
      const ended = await girok.service.runs.ended(tenant.run);
      expect(ended).toMatchObject({ status: 'done', rows: value === '' ? expect.any(Number) : 0 });
    }
  });

  test('more rows than allowed are a failure, never a cut result', async () => {
    const { id } = await approved('SELECT toUInt64(RecordHash) AS n FROM {{audit_logs}} WHERE {{period}}', {
      limits: { days: 400, rows: 100 },
    });
    expect(await run('ann', askedRun(id))).toMatchObject({
      status: 'failed',
      rows: 0,
      problem: expect.stringContaining('more than 100 rows'),
    });
  });

  test('a query that runs for ever is stopped by its person, by an operator and by time, and by nobody else', async () => {
    const { id } = await approved(ENDLESS);
    const mine = askedRun(id);
    await as('ann', '/runs', mine);
    expect(await as('ada', '/run/cancel', { run: mine.run }, { username: 'ann2' })).toMatchObject({ status: 403 });
    expect((await as('ann', '/run/cancel', { run: mine.run })).body).toMatchObject({ status: 'cancelled' });
    const other = askedRun(id);
    await as('ann', '/runs', other);
    expect((await as('otto', '/run/cancel', { run: other.run })).body).toMatchObject({ status: 'cancelled' });
    const hasty = await testService(pipeline, { settings: { GIROK_COMPLIANCE_RUN_S: '1' }, key: girok.key });
    try {
      const long = askedRun(id);
      await hasty.as('ann', '/runs', long);
      expect(await hasty.service.runs.ended(long.run)).toMatchObject({
        status: 'failed',
        problem: expect.stringContaining('stopped after 1 s'),
      });
    } finally {
      await hasty.close();
    }
  }, 60_000);

  test('no more at once than allowed', async () => {
    const { id } = await approved(ENDLESS);
    const [one, two, three] = [askedRun(id), askedRun(id), askedRun(id)];
    await as('ann', '/runs', one);
    await as('ann', '/runs', two);
    expect(await as('ann', '/runs', three)).toMatchObject({ status: 429 });
    await as('ann', '/run/cancel', { run: one.run });
    await as('ann', '/run/cancel', { run: two.run });
  }, 60_000);

  test('ClickHouse that goes away in the middle leaves a run that has failed, and nothing of a result', async () => {
    const dying = intercepted(pipeline.client, {
      insert: (table) => table === 'compliance_results' && new Error('socket hang up'),
    });
    const broken = await testService(pipeline, { client: dying, reader: pipeline.client, key: girok.key });
    try {
      const request = askedRun('acct-access-review');
      await broken.as('ann', '/runs', request);
      expect(await broken.service.runs.ended(request.run)).toMatchObject({
        status: 'failed',
        problem: expect.stringContaining('ClickHouse went away'),
      });
      expect(await broken.as('ann', '/run/page', { run: request.run, offset: 0, limit: 1 })).toMatchObject({
        status: 409,
      });
    } finally {
      await broken.close();
    }
  });

  test('a run of a process that ended is seen as interrupted', async () => {
    const { id } = await approved(ENDLESS);
    const before = await testService(pipeline, { key: girok.key });
    const request = askedRun(id);
    await before.as('ann', '/runs', request);
    // seen by another process, as after a kill
    expect((await as('ann', '/run', { run: request.run })).body).toMatchObject({ status: 'interrupted' });
    await before.close();
    expect((await as('ann', '/run', { run: request.run })).body).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('girok was stopped'),
    });
  }, 60_000);

  describe('a result that somebody changes in ClickHouse', () => {
    const change = (table: string, what: string, run_: string) =>
      pipeline.client.command({
        query: `ALTER TABLE ${table} ${what} WHERE RunId = '${run_}' SETTINGS mutations_sync = 2`,
      });

    test('gives no evidence', async () => {
      const request = askedRun('acct-access-review');
      await run('ann', request);
      await change('compliance_results', "UPDATE Lines = replaceOne(Lines, 'user7', 'user8')", request.run);
      expect(await as('ann', '/run/evidence', { run: request.run })).toMatchObject({
        status: 409,
        body: { message: expect.stringContaining('somebody has changed it') },
      });
      await change('compliance_results', 'DELETE', request.run);
      expect(await as('ann', '/run/page', { run: request.run, offset: 0, limit: 1 })).toMatchObject({ status: 409 });
    });

    test.each(['RowCount = 1', "Person = 'bob'", "Purpose = 'another'", "Status = 'failed'", "Record = ''"])(
      'its record is seen to be altered: %s',
      async (column) => {
        const request = askedRun('acct-access-review');
        await run('ann', request);
        await change('compliance_runs', `UPDATE ${column}`, request.run);
        expect((await as('ann', '/run', { run: request.run })).body).toMatchObject({ status: 'altered' });
        expect(await as('ann', '/run/evidence', { run: request.run })).toMatchObject({ status: 409 });
      }
    );
  });

  test('a result is kept for its time, its record for ever', async () => {
    const request = askedRun('data-exports');
    await run('ann', request);
    await pipeline.client.command({
      query: `ALTER TABLE compliance_runs UPDATE KeptUntil = 1 WHERE RunId = '${request.run}' SETTINGS mutations_sync = 2`,
    });
    expect((await as('ann', '/run', { run: request.run })).body).toMatchObject({ status: 'expired' });
    expect(await as('ann', '/run/page', { run: request.run, offset: 0, limit: 1 })).toMatchObject({ status: 410 });
  });

  test('a package has every query of a control, or says which are missing', async () => {
    const [exports, reads] = [askedRun('data-exports'), askedRun('auth-new-source')];
    await run('ann', exports);
    await run('ann', reads);
    const asked = { framework: 'soc2', control: 'CC6.7', runs: [exports.run] };
    const { bytes } = await as('ann', '/package', asked);
    const serving = [...girok.service.catalogue.queries.values()].filter(({ controls }) =>
      controls.soc2?.includes('CC6.7')
    );
    expect(verifyPackage(bytesSource(bytes), trusting(girok.key))).toMatchObject({
      list: { control: 'CC6.7', missing: serving.map(({ id }) => id).filter((id) => id !== 'data-exports') },
    });
    expect(verifyPackage(bytesSource(bytes), trusting(testKey()))).toHaveProperty('problem');
    expect(await as('ann', '/package', { ...asked, runs: [reads.run] })).toMatchObject({ status: 409 });
    expect(await as('ann', '/package', { ...asked, control: '__proto__' })).toMatchObject({ status: 404 });
  });
});

describe('reviews', () => {
  test('what is due is run by itself, waits for a signature, and is signed once', async () => {
    const query = 'priv-changes';
    expect(await as('otto', '/schedules', { query, every: 'monthly', graceDays: 5 })).toMatchObject({ status: 200 });
    const { reviews } = girok.service;
    const now = Date.now();
    const nextMonth = new Date(now);
    nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1);
    nextMonth.setUTCHours(1, 0, 0, 0);
    await reviews.tick(nextMonth.getTime());
    await reviews.tick(nextMonth.getTime());
    const due = (await reviews.list(nextMonth.getTime())).filter((one) => one.query === query);
    expect(due).toMatchObject([{ state: 'open', graceDays: 5, rows: 0 }]);
    const [{ run: id, resultSha256 }] = due;
    const late = new Date(nextMonth.getTime() + 6 * 86_400_000).getTime();
    expect((await reviews.list(late)).find((one) => one.query === query)).toMatchObject({ state: 'overdue' });
    const signature = { run: id, resultSha256, exceptions: 2, notes: 'reviewed, 2 exceptions, ticket 123' };
    expect(await as('ann', '/reviews/sign-off', { ...signature, resultSha256: '0'.repeat(64) })).toMatchObject({
      status: 409,
    });
    expect(await as('ann', '/reviews/sign-off', { ...signature, notes: '' })).toMatchObject({ status: 400 });
    expect(await as('ann', '/reviews/sign-off', signature)).toMatchObject({
      status: 200,
      body: { state: 'done', exceptions: 2 },
    });
    expect(await as('paul', '/reviews/sign-off', signature)).toMatchObject({ status: 409 });
    expect(await eventsOf('review.signed')).toMatchObject([{ actor: 'ann', reason: signature.notes, run: id }]);
    await as('otto', '/schedules', { query, every: 'none' });
    expect((await as('ann', '/reviews')).body.schedules).toEqual([]);
  });
});

test('integrity: what is sealed, and a verification in the background', async () => {
  expect((await as('ann', '/integrity')).body).toMatchObject({
    sealed: null,
    windows: [],
    verification: { state: 'none' },
  });
  expect((await as('ann', '/integrity/verify', {})).status).toBe(200);
  await girok.service.verifier.settled();
  expect((await as('ann', '/integrity')).body).toMatchObject({
    verification: { state: 'done', by: 'ann', found: { verdict: 'UNVERIFIABLE' } },
  });
});

test('retention: what the table itself says, against the rules of the frameworks that count', async () => {
  expect((await as('ann', '/retention')).body).toMatchObject({
    kept: '7 YEAR',
    floors: [{ framework: 'pci-dss', months: 12, broken: false }],
    expired: 0,
  });
  await pipeline.client.command({
    query: 'ALTER TABLE otel_audit_logs MODIFY TTL toDateTime(Timestamp) + INTERVAL 11 MONTH',
  });
  expect((await as('ann', '/retention')).body).toMatchObject({ kept: '11 MONTH', floors: [{ broken: true }] });
});

/** Hundreds of events to the power of five. */
const ENDLESS = `SELECT sum(cityHash64(a.Body, b.Body, c.Body, d.Body, e.Body)) AS n FROM otel_audit_logs AS a
  ${['b', 'c', 'd', 'e'].map((name) => `CROSS JOIN otel_audit_logs AS ${name}`).join(' ')}
  WHERE a.Timestamp >= {from:DateTime64(3, 'UTC')}`;

/** The same client, of which some inserts fail. */
function intercepted(
  client: ClickHouseClient,
  { insert, onExec }: { insert: (table: string) => Error | false; onExec?: (query: string) => void }
): ClickHouseClient {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'insert') {
        return async (options: { table: string }) => {
          const failure = insert(options.table);
          if (failure) {
            throw failure;
          }
          return target.insert(options as Parameters<ClickHouseClient['insert']>[0]);
        };
      }
      const value: unknown = Reflect.get(target, name);
      if (name === 'exec') {
        return (options: { query: string }) => {
          onExec?.(options.query);
          return target.exec(options);
        };
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
