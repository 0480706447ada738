import { check, type Check, diagnose, type Need } from './check';
import { type DoctorContext } from './context';
import { hideSecrets } from './hideSecrets';
import { judgeLock } from './migrations/lock';
import { judgeMigrations, type MigrationFacts } from './migrations/state';
import { Report, summary } from './report';
import { judgeDeadLetters } from './rows/deadLetters';
import { judgeNewest } from './rows/newest';
import { judgeSmoke, type SmokeFacts } from './smoke/smoke';
import { failure, type Finding, ok, type Verdict, warning } from './verdict';
import { list } from './words';
import { literal } from '../../queries/sql';
import { readConfig } from '../config';
import { readHolder } from '../migrate/lock/holder';

const said = (verdicts: Verdict[]) =>
  verdicts.map(({ status, text, next }) => `${status}: ${text}${next ? ` → ${next}` : ''}`);

const MIGRATIONS: MigrationFacts = { database: 'otel', hasTables: true, applied: 2, pending: [], troubles: [] };
test.each<[string, Partial<MigrationFacts>, RegExp]>([
  ['all applied', {}, /^ok: 2 migrations applied, nothing pending$/],
  [
    'none',
    { applied: 0, pending: [{ id: 'a' }] },
    /^failure: the tables are not in database otel yet → Run girok migrate up/,
  ],
  [
    'some pending',
    { pending: [{ id: 'a' }, { id: 'q', why: 'it is new' }, { id: 'b' }, { id: 'r', why: 'it is new' }] },
    /^warning: pending: a and b; q and r \(it is new\) → /,
  ],
  [
    'interrupted',
    { troubles: ['a: statement 3 has no outcome'], pending: [{ id: 'a' }] },
    /^failure: a: statement 3 has no outcome → Mend/,
  ],
  [
    'refused',
    { applied: 0, refusal: 'a was changed.\n  Restore it.' },
    /^failure: girok would not go on: a was changed\. → Restore it\.$/,
  ],
])('migrations: %s', (_, change, expected) =>
  expect(said(judgeMigrations({ ...MIGRATIONS, ...change }))).toEqual([expect.stringMatching(expected)])
);

const claim = {
  fence: 1,
  holder: readHolder('{"runner":"girok 1","host":"db-1","pid":7}'),
  leaseMs: 30_000,
  silentMs: 3000,
  since: '2026-03-01 10:42:07.000',
  released: false,
};
test.each<[string, Parameters<typeof judgeLock>[0], RegExp]>([
  ['there was never one', { state: 'free' }, /^ok: nobody is migrating$/],
  ['given back', { state: 'free', claim }, /^ok: nobody is migrating$/],
  ['held', { state: 'held', claim }, /^warning: girok 1 on db-1, pid 7 holds .* → Wait/],
  ['dead', { state: 'stale', claim }, /^warning: girok 1 on db-1.*it is dead → Run girok migrate up/],
])('lock: %s', (_, facts, expected) => expect(said(judgeLock(facts))).toEqual([expect.stringMatching(expected)]));

test('dead letters are counted by reason', () => {
  expect(said(judgeDeadLetters([]))).toEqual(['ok: none in the last 24 hours']);
  const letters = [
    { queue: 'audit_logs_queue', reason: 'invalid_json', messages: 1200 },
    { queue: 'audit_traces_queue', reason: 'no_spans', messages: 1 },
  ];
  expect(said(judgeDeadLetters(letters))[0]).toMatch(
    /^warning: 1,201 in the last 24 hours: 1,200 invalid_json \(audit_logs_queue\), 1 no_spans \(audit_traces_queue\) → .*girok dead-letters list/
  );
});

test('the newest rows are told and not judged', () => {
  expect(said(judgeNewest([{ signal: 'logs', ageSeconds: 4.2 }, { signal: 'traces' }]))).toEqual([
    'ok: logs 4 s ago, no traces in the last hour',
  ]);
});

const SMOKE: SmokeFacts = {
  signal: 'logs',
  place: { topic: 't', partition: 2, offset: '7' },
  table: 'otel.otel_audit_logs',
  storedAfterMs: 5250,
};
test.each<[string, Partial<SmokeFacts>, RegExp]>([
  ['stored', {}, /^ok: .*logs 5\.3 s after it was sent$/],
  [
    'not stored in time',
    { storedAfterMs: undefined },
    /^failure: logs: the message \(t, partition 2, offset 7\) was not stored in otel\.otel_audit_logs within 60 s/,
  ],
  [
    'a dead letter',
    { storedAfterMs: undefined, deadLetter: 'invalid_json' },
    /^failure: logs: .*became a dead letter: invalid_json/,
  ],
])('smoke: %s', (_, change, expected) =>
  expect(said(judgeSmoke([{ ...SMOKE, ...change }], 60_000))).toEqual([expect.stringMatching(expected)])
);

const context = { config: readConfig({}), hideSecrets: (text: string) => text } as DoctorContext;
const fixed = (name: string, verdict: Verdict, more: { needs?: Need[]; proves?: Need } = {}): Check =>
  check({ area: 'ClickHouse', name, ...more, probe: async () => verdict, judge: (facts) => [facts] });

async function findingsOf(checks: Check[], using = context): Promise<string[]> {
  const findings: string[] = [];
  for await (const finding of diagnose(using, checks)) {
    findings.push(`${finding.check} ${finding.status}: ${finding.text}`);
  }
  return findings;
}

test('what a check needs and is not there skips it, and what that one would have proved', async () => {
  expect(
    await findingsOf([
      fixed('a', failure('gone'), { proves: 'ClickHouse' }),
      fixed('b', ok('never'), { needs: ['ClickHouse'], proves: 'database' }),
      fixed('c', ok('never'), { needs: ['database'] }),
      fixed('d', ok('free')),
    ])
  ).toEqual([
    'a failure: gone',
    'b skipped: not checked: ClickHouse does not answer',
    'c skipped: not checked: the tables are not there yet',
    'd ok: free',
  ]);
});

test('a warning proves what it is asked for', async () => {
  const checks = [
    fixed('a', warning('slow'), { proves: 'ClickHouse' }),
    fixed('b', ok('yes'), { needs: ['ClickHouse'] }),
  ];
  expect(await findingsOf(checks)).toEqual(['a warning: slow', 'b ok: yes']);
});

test('a probe that throws is a finding, and the others go on', async () => {
  const broken = check<Verdict>({
    area: 'Rows',
    name: 'a',
    probe: () => Promise.reject(new Error('no rights\n  Ask for them.')),
    judge: (facts) => [facts],
  });
  expect(await findingsOf([broken, fixed('b', ok('yes'))])).toEqual([
    'a warning: could not be checked: no rights',
    'b ok: yes',
  ]);
});

test('no finding shows a secret, in whatever spelling a server quotes it', async () => {
  const secret = "hun'ter 2\\;";
  const spellings = [secret, literal(secret).text, JSON.stringify(secret), encodeURIComponent(secret)];
  const checks = spellings.map((spelling) => fixed('a', warning(`it said ${spelling}`, `use ${spelling}`)));
  const hiding = { ...context, hideSecrets: (text: string) => hideSecrets(text, [secret, undefined, '']) };
  const found: Finding[] = [];
  for await (const finding of diagnose(hiding, checks)) {
    found.push(finding);
  }
  expect(JSON.stringify(found)).not.toMatch(/hun|ter/);
  expect(found[0].text).toBe('it said [HIDDEN]');
});

const finding = (change: Partial<Finding>): Finding => ({
  area: 'Kafka',
  check: 'topics',
  status: 'ok',
  text: 'fine',
  ...change,
});

function report(findings: Finding[], colours = false): string {
  const lines: string[] = [];
  const writer = new Report((line) => lines.push(line), colours);
  findings.forEach((one) => writer.add(one));
  writer.end();
  return lines.join('\n');
}

test('a report has one line a check, what to do below it, and one line for what was skipped alike', () => {
  const none = 'not checked: Kafka does not answer';
  expect(
    report([
      finding({ check: 'answers', status: 'failure', text: 'gone', next: 'Look.\nAsk.' }),
      finding({ check: 'topics', status: 'skipped', text: none }),
      finding({ check: 'lag', status: 'skipped', text: none }),
      finding({ area: 'Queues', check: 'tables' }),
      finding({ area: 'Queues', check: 'views', status: 'skipped', text: none }),
    ])
  ).toBe(
    [
      'Kafka',
      '  FAILURE  answers       gone',
      '                         → Look.',
      '                           Ask.',
      '  skipped  topics and lag: not checked: Kafka does not answer',
      'Queues',
      '  ok       tables        fine',
      '  skipped  views         not checked: Kafka does not answer',
    ].join('\n')
  );
});

test('colours only where they are wanted', () => {
  expect(report([finding({ status: 'failure' })], true)).toContain('\x1b[31mFAILURE');
  expect(report([finding({ status: 'failure' })])).not.toContain('\x1b');
});

test.each<[string, Array<Partial<Finding>>, string]>([
  ['all is well', [{}, {}], 'Everything is well: 2 checks.'],
  ['something is not', [{}, { status: 'failure' }, { status: 'warning' }], '1 failure and 1 warning.'],
  ['something could not be checked', [{ status: 'skipped' }], 'Nothing has failed. 1 check could not be made.'],
])('the summary when %s', (_, findings, expected) => expect(summary(findings.map(finding))).toBe(expected));

test('lists read like sentences', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
