import { expand, fieldExpression } from './expand';
import { loadCatalogue } from './loadCatalogue';
import { checkParameters } from './queryParameters';
import { at, PERIOD, story, type StoryEvent, tell, WHOLE } from './storyForTest';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { HOSTILE } from '../../../queries/hostile';

const catalogue = loadCatalogue();
const events = story();
const [from, to] = [Date.parse(PERIOD.from), Date.parse(PERIOD.to)];
const inPeriod = events.filter(({ time }) => time >= from && time < to);
const utc = (ms: number) =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');
const day = (ms: number) => utc(ms).slice(0, 10);

let pipeline: ScratchPipeline;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  await tell(pipeline.client, events);
  await tellAboutProof();
});
afterAll(() => pipeline?.close());

/** Rows of the tables that girok itself fills. */
async function tellAboutProof() {
  const { client } = pipeline;
  const insert = (table: string, values: object[]) => client.insert({ table, values, format: 'JSONEachRow' });
  const seal = (Seq: number, hour: number, Rows: number) => ({
    Chain: 'c',
    Seq,
    Kind: 'regular',
    WindowFrom: utc(at(95, hour)),
    WindowTo: utc(at(95, hour + 1)),
    Rows,
    MinTimestamp: utc(at(95, hour)),
    MaxTimestamp: utc(at(95, hour, 59)),
  });
  await insert('audit_seals', [seal(0, -5, 3), seal(1, 0, 10), seal(2, 1, 0), seal(3, 2, 10)]);
  const check = { Chain: 'c', Seq: 3, VerifiedAt: utc(at(96, 0)), MissingRows: 0, ExtraRows: 0 };
  await insert('audit_seal_checks', [
    { ...check, Status: 'OK' },
    { ...check, VerifiedAt: utc(at(96, 1)), Status: 'TAMPERED', MissingRows: 1, ExtraRows: 2 },
  ]);
  await insert('audit_anchors', [
    { Chain: 'c', HeadSeq: 1, HeadHash: 'h', Kind: 'file', Target: 'anchors.jsonl', AnchoredAt: utc(at(95, 2)) },
  ]);
  const statement = { Address: '::1', Tables: ['otel.otel_audit_logs'], ExceptionCode: 0, CopiedAt: utc(at(96, 0)) };
  const comment = JSON.stringify({ user: 'alice', query: 'auth-failed-logins@1', purpose: 'Q3' });
  await insert('audit_statements', [
    {
      ...statement,
      EventTime: utc(at(95, 1)),
      QueryId: '1',
      User: 'girok',
      LogComment: comment,
      QueryKind: 'Select',
      Query: 'SELECT 1',
    },
    { ...statement, EventTime: utc(at(95, 2)), QueryId: '2', User: 'dba', QueryKind: 'Select', Query: 'SELECT 2' },
    {
      ...statement,
      EventTime: utc(at(95, 3)),
      QueryId: '3',
      User: 'dba',
      QueryKind: 'Alter',
      Query: 'ALTER TABLE otel.otel_audit_logs DELETE WHERE 1',
    },
    {
      ...statement,
      EventTime: utc(at(95, 4)),
      QueryId: '4',
      User: 'dba',
      QueryKind: 'Alter',
      Tables: ['otel.other'],
      Query: 'ALTER TABLE other',
    },
    { ...statement, EventTime: utc(at(99, 1)), QueryId: '5', User: 'dba', QueryKind: 'Select', Query: 'SELECT 5' },
  ]);
  const review = { QueryVersion: 1, GraceDays: 2, UpdatedAt: utc(at(99, 0)) };
  await insert('compliance_reviews', [
    { ...review, QueryId: 'data-exports', DueAt: utc(at(95, 1)), UpdatedAt: utc(at(95, 1)) },
    {
      ...review,
      QueryId: 'data-exports',
      DueAt: utc(at(95, 1)),
      ReviewedBy: 'bob',
      ReviewedAt: utc(at(96, 0)),
      Exceptions: 2,
    },
    { ...review, QueryId: 'priv-changes', DueAt: utc(at(95, 1)), ReviewedBy: 'bob', ReviewedAt: utc(at(98, 0)) },
    { ...review, QueryId: 'access-denied', DueAt: utc(at(96, 1)) },
    { ...review, QueryId: 'access-denied', DueAt: utc(at(99, 1)) },
  ]);
}

interface Case {
  /** Of the row, those that say that it is the planted one. */
  columns: string[];
  rows: unknown[][];
  parameters?: Record<string, string | number>;
  period?: { from: string; to: string };
}

/** Events by a key, in order of the key. */
function grouped(list: readonly StoryEvent[], key: (event: StoryEvent) => string): Array<[string, StoryEvent[]]> {
  const groups = new Map<string, StoryEvent[]>();
  for (const event of list) {
    groups.set(key(event), [...(groups.get(key(event)) ?? []), event]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

const actorOf = ({ actor }: StoryEvent) => (actor === '' ? 'unknown' : actor);

const CASES: Record<string, Case> = {
  'auth-failed-logins': { columns: ['Actor', 'failures', 'sources'], rows: [['user3', 9, 2]] },
  'auth-bruteforce-success': { columns: ['record_id', 'fails_before'], rows: [['taken-over', 8]] },
  'auth-password-spray': {
    columns: ['hour', 'SourceAddress', 'actors', 'failures', 'successes'],
    rows: [[utc(at(95, 4)), '198.51.100.7', 14, 14, 0]],
  },
  'auth-new-source': {
    columns: ['Actor', 'SourceAddress', 'logins', 'known_sources'],
    rows: [
      ['user3', '203.0.113.9', 1, 1],
      ['svc-pay', '10.0.0.77', 1, 1],
    ],
  },
  'auth-mfa-changes': {
    columns: ['record_id', 'subject', 'ticket', 'reason'],
    rows: [['mfa', 'user3', 'T-1', 'lost phone']],
  },
  // Sunday in Seoul, and its night to Monday
  'auth-after-hours': {
    columns: ['Actor', 'events'],
    rows: [
      ['user2', 5],
      ['user0', 2],
      ['user1', 1],
      ['user5', 1],
      ['user8', 1],
    ],
  },
  'acct-lifecycle': {
    columns: ['record_id', 'account'],
    rows: [
      ['joiner', 'user20'],
      ['leaver', 'user7'],
      ['mistake', 'user6'],
      ['corrected', 'user6'],
    ],
  },
  // three days of a login and four reads, and one read more
  'acct-after-termination': { columns: ['Actor', 'disabled_by', 'events'], rows: [['user7', 'user0', 16]] },
  'acct-dormant-used': { columns: ['Actor', 'idle_days'], rows: [['user11', 93]] },
  'acct-access-review': {
    columns: ['Tenant', 'ServiceName', 'Actor', 'events'],
    rows: grouped(inPeriod, (one) => `${one.tenant}|${one.service}|${actorOf(one)}`).map(([key, rows]) => [
      ...key.split('|'),
      rows.length,
    ]),
  },
  'acct-service-interactive': { columns: ['Actor', 'events', 'sample_sources'], rows: [['svc-pay', 1, ['10.0.0.77']]] },
  'priv-changes': {
    columns: ['record_id', 'before', 'after'],
    rows: [
      ['grant', 'agent', 'admin'],
      ['self-grant', 'admin', 'superadmin'],
    ],
  },
  'priv-self-grant': { columns: ['record_id', 'granted'], rows: [['self-grant', 'superadmin']] },
  'priv-admin-actions': {
    columns: ['record_id'],
    rows: inPeriod
      .filter(({ attributes }) => attributes['user.roles']?.includes('admin'))
      .sort((a, b) => a.time - b.time)
      .map(({ id }) => [id]),
  },
  'priv-credential-changes': { columns: ['record_id'], rows: [['key']] },
  'priv-break-glass': {
    columns: ['request_id', 'Actor', 'reviewer', 'status'],
    rows: [
      ['BG-1', 'user4', 'user9', 'OK'],
      ['BG-2', 'user6', '', 'NOT REVIEWED'],
      ['BG-3', 'user1', 'user1', 'SELF REVIEW'],
      ['BG-4', 'user2', 'user9', 'LATE'],
    ],
  },
  'data-subject-access': {
    parameters: { subject: 'cust-9' },
    columns: ['record_id', 'Actor'],
    rows: [
      ['dsr-done', 'user1'],
      ['subject-read', 'user4'],
    ],
  },
  'actor-timeline': {
    parameters: { actor: 'user9' },
    columns: ['record_id'],
    rows: inPeriod
      .filter(({ actor }) => actor === 'user9')
      .sort((a, b) => a.time - b.time)
      .map(({ id }) => [id]),
  },
  'data-bulk-read': { columns: ['Actor', 'hour', 'subjects', 'reads'], rows: [['user8', utc(at(95, 6)), 150, 150]] },
  'data-exports': {
    columns: ['record_id', 'records', 'reason_missing'],
    rows: [
      ['export-all', 15000, 1],
      ['export-month', 20, 0],
    ],
  },
  'data-deletions': { columns: ['Actor', 'deletions', 'targets', 'without_ticket'], rows: [['user2', 5, 5, 5]] },
  'access-denied': { columns: ['Actor', 'TargetType', 'denied', 'targets'], rows: [['user6', 'customer', 4, 4]] },
  'tenant-crossing': {
    columns: ['record_id', 'resource_tenant', 'actor_tenant'],
    rows: [['crossing', 'acme', 'globex']],
  },
  'privacy-dsr': {
    parameters: { limit_days: 5 },
    columns: ['request_id', 'completed', 'days', 'overdue'],
    rows: [
      ['DSR-2', 0, 9, 1],
      ['DSR-1', 1, 2, 0],
    ],
  },
  'change-config': {
    columns: ['record_id', 'no_ticket', 'before', 'after'],
    rows: [
      ['untracked', 1, '2557', '30'],
      ['tracked', 0, '', ''],
    ],
  },
  'sod-request-approve': { columns: ['request_id', 'conflict'], rows: [['R-1', ['user2']]] },
  'log-gaps': {
    columns: ['ServiceName', 'gap_start', 'gap_end', 'empty_hours'],
    rows: [
      ['payments', utc(at(95, 4)), utc(at(95, 9)), 5],
      ['payments', utc(at(96, 0)), utc(at(96, 1)), 1],
    ],
  },
  'log-sequence-gaps': {
    columns: ['stream', 'missing_from', 'missing_to', 'missing'],
    rows: [['payments-0', 2300, 2300, 1]],
  },
  'log-time-quality': {
    columns: ['ServiceName', 'future_dated', 'late'],
    rows: [
      ['platform', 1, 0],
      ['iam', 0, 1],
      ...['auth', 'crm', 'legacy', 'payments', 'privacy'].map((one) => [one, 0, 0]),
    ],
  },
  'log-duplicates': {
    columns: ['record_id', 'copies', 'variants', 'verdict'],
    rows: [['twice-with-two-contents', 2, 2, 'CONFLICT']],
  },
  'log-field-quality': {
    columns: [
      'ServiceName',
      'events',
      'pct_no_actor',
      'pct_no_action',
      'pct_no_outcome',
      'pct_no_target',
      'pct_no_source',
      'pct_no_record_id',
    ],
    rows: grouped(inPeriod, ({ service }) => service)
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([service, rows]) => [
        service,
        rows.length,
        ...(service === 'legacy' ? [100, 0, 100, 100, 100, 100] : [0, 0, 0, 0, 0, 0]),
      ]),
  },
  'log-retention-proof': {
    period: WHOLE,
    columns: ['month', 'events', 'days_with_data', 'days_in_month'],
    rows: grouped(events, ({ time }) => day(time).slice(0, 7)).map(([month, rows]) => [
      `${month}-01`,
      rows.length,
      new Set(rows.map(({ time }) => day(time))).size,
      new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate(),
    ]),
  },
  'log-integrity-proof': {
    columns: ['Seq', 'Rows', 'Status', 'MissingRows', 'ExtraRows', 'AnchorTarget'],
    rows: [
      [1, 10, '', 0, 0, 'anchors.jsonl'],
      [3, 10, 'TAMPERED', 1, 2, ''],
    ],
  },
  'log-access': {
    columns: ['db_user', 'person', 'saved_query', 'purpose', 'sql_text'],
    rows: [
      ['girok', 'alice', 'auth-failed-logins@1', 'Q3', 'SELECT 1'],
      ['dba', '', '', '', 'SELECT 2'],
    ],
  },
  'log-tamper-ops': {
    columns: ['db_user', 'person', 'sql_text', 'origin'],
    rows: [
      ['dba', '', 'ALTER TABLE otel.otel_audit_logs DELETE WHERE 1', 'clickhouse'],
      ['', 'user0', 'audit-pipeline audit.logging.pause', 'platform'],
    ],
  },
  'log-control-totals': {
    columns: ['day', 'Tenant', 'ServiceName', 'rows', 'failures'],
    rows: grouped(inPeriod, (one) => `${day(one.time)}|${one.tenant}|${one.service}`).map(([key, rows]) => [
      ...key.split('|'),
      rows.length,
      rows.filter(({ outcome }) => outcome === 'failure').length,
    ]),
  },
  'review-evidence': {
    columns: ['QueryId', 'ReviewedBy', 'Exceptions', 'status'],
    rows: [
      ['data-exports', 'bob', 2, 'DONE'],
      ['priv-changes', 'bob', 0, 'LATE'],
      ['access-denied', '', 0, 'OPEN'],
    ],
  },
};

async function run(
  id: string,
  parameters: Record<string, string | number>,
  period: { from: string; to: string },
  tenant = ''
) {
  const query = catalogue.queries.get(id)!;
  const checked = checkParameters(query, { ...period, tenant, parameters });
  if ('problems' in checked) {
    throw new Error(checked.problems.join(' '));
  }
  const result = await pipeline.client.query({
    query: expand(query.sql, catalogue),
    query_params: checked.values,
    format: 'JSONCompact',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0, do_not_merge_across_partitions_select_final: 1 },
  });
  return result.json<unknown[]>();
}

test('every query has its planted case', () => {
  expect(Object.keys(CASES).sort()).toEqual([...catalogue.queries.keys()]);
  expect(catalogue.queries.size).toBe(37);
});

/** Days and times without fractions of zeros. */
const plain = (value: unknown) =>
  typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.0+$/, '$1') : value;

test.each(Object.entries(CASES))(
  '%s: exactly the planted rows come back',
  async (id, { columns, rows, parameters, period }) => {
    const { meta, data } = await run(id, parameters ?? {}, period ?? PERIOD);
    const names = meta!.map(({ name }) => name);
    expect(names).toEqual(catalogue.queries.get(id)!.columns.map(({ name }) => name));
    const places = columns.map((name) => names.indexOf(name));
    expect(
      data.map((row) =>
        places.map((place) => plain(row[place])).map((value) => (typeof value === 'boolean' ? Number(value) : value))
      )
    ).toEqual(rows);
  }
);

test('only changes without a ticket, when they are asked for', async () => {
  expect((await run('change-config', { only_untracked: 1 }, PERIOD)).data).toHaveLength(1);
});

test('a tenant restricts what is listed', async () => {
  const { data } = await run('data-exports', {}, PERIOD, 'acme');
  expect(data.map((row) => row[1])).toEqual(['acme']);
});

test.each(HOSTILE)('a hostile text in every text parameter finds nothing and breaks nothing: %j', async (text) => {
  if (text.includes('\u0000')) {
    await expect(run('actor-timeline', { actor: text }, PERIOD)).rejects.toThrow('must be text');
    return;
  }
  expect((await run('data-exports', {}, PERIOD, text)).data).toHaveLength(text === '' ? 2 : 0);
  expect((await run('actor-timeline', { actor: text }, PERIOD)).data).toEqual([]);
  expect((await run('data-subject-access', { subject: text }, PERIOD)).data).toHaveLength(text === '' ? 1 : 0);
});

test('fields.yaml has the lists that the columns of the table are made of', async () => {
  const columns = Object.values(catalogue.fields).filter(({ column }) => column !== undefined);
  const result = await pipeline.client.query({
    query: `SELECT name, formatQuerySingleLine('SELECT ' || default_expression) AS expression FROM system.columns
      WHERE database = currentDatabase() AND table = 'otel_audit_logs' AND default_kind = 'MATERIALIZED' ORDER BY name`,
    format: 'JSONEachRow',
  });
  const stored = await result.json<{ name: string; expression: string }>();
  const ours = await Promise.all(
    columns.map(async (field) => {
      const formatted = await pipeline.client.query({
        query: 'SELECT formatQuerySingleLine({sql:String}) AS expression',
        query_params: { sql: `SELECT ${fieldExpression(field)}` },
        format: 'JSONEachRow',
      });
      return { name: field.column!, ...(await formatted.json<{ expression: string }>())[0] };
    })
  );
  expect(ours.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(stored);
});
