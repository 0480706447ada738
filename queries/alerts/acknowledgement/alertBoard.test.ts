import { type AlertFacts, alertBoard, outlived } from './alertBoard';
import { identityOf, keyOf, matchersOf } from './identity';
import { commentOf, type Mark } from './mark';
import { recordOf } from './record';
import { type AlertmanagerAlert, type GrafanaRule, type RuleInstance, type Silence } from '../grafana';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const minutes = (n: number) => new Date(NOW - n * 60_000).toISOString();

const RULE_LABELS = {
  severity: 'critical',
  component: 'girok-pipeline',
  __grafana_origin: 'plugin/girok-telemetry-app',
};
const IDENTITY = { partition: '3', signal: 'traces', topic: 'otel' };
const KEY = keyOf('girok-stalled', IDENTITY);
/** As Grafana adds them; the hash changes with the settings of the routing. */
const ADDED = { alertname: 'Stands still', grafana_folder: 'Girok', __grafana_route_settings_hash__: '0de6' };

const instance = (over: Partial<RuleInstance> = {}): RuleInstance => ({
  labels: { ...RULE_LABELS, ...ADDED, ...IDENTITY, __alert_rule_uid__: 'girok-stalled' },
  annotations: { summary: 'traces/3 stands still' },
  state: 'Alerting',
  activeAt: minutes(30),
  ...over,
});

const rule = (over: Partial<GrafanaRule> = {}): GrafanaRule => ({
  uid: 'girok-stalled',
  name: 'Stands still',
  folderUid: 'f',
  folder: 'Girok',
  health: 'ok',
  lastError: '',
  lastEvaluation: minutes(0),
  isPaused: false,
  repeatInterval: '30m',
  labels: RULE_LABELS,
  annotations: { runbook_url: '/runbook' },
  instances: [instance()],
  ...over,
});

const MARK: Mark = { note: 'looking', key: KEY, since: minutes(30), value: 100 };

const silence = (over: Partial<Silence> = {}, mark: Partial<Mark> = {}): Silence => ({
  id: 's1',
  matchers: matchersOf('girok-stalled', IDENTITY),
  startsAt: minutes(20),
  endsAt: minutes(-40),
  updatedAt: minutes(20),
  createdBy: 'eve',
  comment: commentOf({ ...MARK, ...mark }),
  state: 'active',
  mayWrite: true,
  ...over,
});

const fired = (silencedBy: string[], value = 100): AlertmanagerAlert => ({
  labels: { ...RULE_LABELS, ...ADDED, ...IDENTITY, __alert_rule_uid__: 'girok-stalled' },
  annotations: { __values__: JSON.stringify({ A: value, C: 1 }) },
  startsAt: minutes(30),
  silencedBy,
});

const facts = (over: Partial<AlertFacts> = {}): AlertFacts => ({
  rules: [rule()],
  alerts: [fired(['s1'])],
  silences: [silence()],
  records: [],
  ...over,
});

/** Where the one alert is, and why it is open again. */
function placed(over: Partial<AlertFacts>) {
  const board = alertBoard(facts(over), NOW);
  const [alert] = [...board.firing, ...board.acknowledged, ...board.silenced, ...board.pending];
  return alert ? [alert.place, alert.reopened?.why].filter(Boolean).join(', ') : 'nowhere';
}

test.each<[string, Partial<AlertFacts>, string]>([
  ['nobody has done anything', { alerts: [fired([])], silences: [] }, 'firing'],
  ['acknowledged', {}, 'acknowledged'],
  ['silenced in Grafana, without our mark', { silences: [silence({ comment: 'maintenance' })] }, 'silenced'],
  ['the mark was damaged by hand', { silences: [silence({ comment: 'ACK! looking ·girok{"v":1' })] }, 'silenced'],
  ['a silence of kthxbye', { silences: [silence({ comment: 'ACK! looking' })] }, 'silenced'],
  [
    'the whole rule',
    { silences: [silence({ matchers: matchersOf('girok-stalled', {}) }, { since: '' })] },
    'acknowledged',
  ],
  [
    'a silence of another alert holds nothing back here',
    { alerts: [fired([])], silences: [silence({ matchers: matchersOf('girok-stalled', { partition: '4' }) })] },
    'firing',
  ],
  ['fired anew 10 min after', { rules: [rule({ instances: [instance({ activeAt: minutes(10) })] })] }, 'firing, again'],
  ['three times as much', { alerts: [fired(['s1'], 300)] }, 'firing, worse'],
  ['twice as much is not yet worse', { alerts: [fired(['s1'], 200)] }, 'acknowledged'],
  [
    'the value then was not known',
    { alerts: [fired(['s1'], 300)], silences: [silence({}, { value: null })] },
    'acknowledged',
  ],
  [
    'the value now is not known',
    { alerts: [{ ...fired(['s1']), annotations: { __values__: 'broken' } }] },
    'acknowledged',
  ],
  [
    'the query fails',
    { rules: [rule({ instances: [instance({ state: 'Error' })] })], alerts: [], silences: [] },
    'firing',
  ],
  ['pending', { rules: [rule({ instances: [instance({ state: 'Pending' })] })], alerts: [], silences: [] }, 'pending'],
  ['well', { rules: [rule({ instances: [instance({ state: 'Normal' })] })], alerts: [], silences: [] }, 'nowhere'],
])('%s', (_, over, place) => expect(placed(over)).toBe(place));

test('what Grafana adds does not make it another alert, and a query without data is one of its own', () => {
  expect(identityOf(instance().labels, RULE_LABELS)).toEqual(IDENTITY);
  expect(
    identityOf(
      { ...RULE_LABELS, ...ADDED, alertname: 'DatasourceNoData', rulename: 'Stands still', ref_id: 'A' },
      RULE_LABELS
    )
  ).toEqual({ alertname: 'DatasourceNoData', ref_id: 'A' });
});

test('who acknowledged it is whom Grafana saw write the note, not whom the silence names', () => {
  const board = (login: string) => {
    const record = recordOf({
      id: 1,
      time: NOW - 20 * 60_000,
      timeEnd: NOW,
      text: '',
      tags: [],
      login,
      dashboardUid: 'girok-pipeline',
      data: { action: 'acknowledge', key: KEY, ruleUid: 'girok-stalled', silenceId: 's1', eventId: 'e' },
    });
    return alertBoard(facts({ records: record ? [record] : [] }), NOW).acknowledged;
  };
  const [alert] = board('mallory');
  expect(alert.acknowledgements[0]).toMatchObject({ by: 'mallory', isKept: true, isProven: true });
  // Grafana 13 leaves the login out when it cannot look the user up
  const [unnamed] = board('');
  expect(unnamed.acknowledgements[0]).toMatchObject({ by: 'eve', isKept: true });
  const [without] = alertBoard(facts(), NOW).acknowledged;
  expect(without.acknowledgements[0]).toMatchObject({ by: 'eve', isKept: false, isProven: false });
});

test('two people at once: both are named, the newer one first', () => {
  const second = silence({ id: 's2', createdBy: 'bob', startsAt: minutes(5) });
  const [alert] = alertBoard(facts({ alerts: [fired(['s1', 's2'])], silences: [silence(), second] }), NOW).acknowledged;
  expect(alert.acknowledgements.map(({ by }) => by)).toEqual(['bob', 'eve']);
});

test('the acknowledgement that may be forgotten comes first', () => {
  const other = { ...IDENTITY, partition: '4' };
  const older = silence({ id: 's2', startsAt: minutes(300), matchers: matchersOf('girok-stalled', other) });
  const board = alertBoard(
    facts({
      rules: [rule({ instances: [instance(), instance({ labels: { ...instance().labels, ...other } })] })],
      alerts: [fired(['s1']), { ...fired(['s2']), labels: { ...fired([]).labels, ...other } }],
      silences: [silence(), older],
    }),
    NOW
  );
  expect(board.acknowledged.map(({ identity }) => identity.partition)).toEqual(['4', '3']);
});

const well = (since: number) => [rule({ instances: [instance({ state: 'Normal', activeAt: minutes(since) })] })];

test.each<[string, Partial<AlertFacts>, 'well' | 'rule gone', boolean]>([
  ['well for a quarter of an hour', { rules: well(15) }, 'well', true],
  ['well for five minutes', { rules: well(5) }, 'well', false],
  ['its row is gone, and it was acknowledged 20 min ago', { rules: [rule({ instances: [] })] }, 'well', true],
  [
    'extended a minute ago: somebody expects it back',
    { rules: well(15), silences: [silence({ updatedAt: minutes(1) })] },
    'well',
    false,
  ],
  [
    'the rule cannot be evaluated: nothing is known',
    { rules: [rule({ instances: [], health: 'error' })] },
    'well',
    false,
  ],
  ['it is pending again', { rules: [rule({ instances: [instance({ state: 'Pending' })] })] }, 'well', false],
  ['the rule was deleted', { rules: [] }, 'rule gone', false],
])('an acknowledgement without an alert, %s', (_, over, why, ends) => {
  const board = alertBoard(facts({ alerts: [], ...over }), NOW);
  expect(board.idle.map((one) => one.why)).toEqual([why]);
  expect(outlived(board)).toHaveLength(ends ? 1 : 0);
});

test('one that has ended, by its time or by hand, is none', () => {
  const over = [silence({ state: 'expired' }), silence({ endsAt: minutes(1) })];
  expect(alertBoard(facts({ alerts: [fired([])], silences: over }), NOW)).toMatchObject({ acknowledged: [], idle: [] });
});

test('rules that do not watch are told', () => {
  const board = alertBoard(facts({ rules: [rule({ health: 'error' }), rule({ isPaused: true }), rule()] }), NOW);
  expect(board.blind).toHaveLength(2);
});
