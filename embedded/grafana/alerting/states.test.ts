import { type StandInRule } from './ruleFile';
import { changesBetween, type Evaluated, type InstanceState, nextStates } from './states';

const RULE: StandInRule = {
  uid: 'r',
  title: 'Too much',
  folder: 'Girok',
  group: 'g',
  sql: '',
  above: 10,
  wellBelow: 5,
  forMs: 60_000,
  noData: 'OK',
  labels: {},
  annotations: {},
  notificationSettings: {},
  provenance: 'file',
};

/** States after each evaluation, one every 30 s: `Pending@0` is pending since second 0. */
function run(rule: StandInRule, evaluations: Array<number | Evaluated>): string[] {
  let states: InstanceState[] = [];
  return evaluations.map((one, i) => {
    const evaluated = typeof one === 'number' ? { rows: [{ labels: { a: 'b' }, value: one }] } : one;
    states = nextStates(rule, states, evaluated, i * 30_000);
    return states.map(({ state, reason, since }) => `${state}${reason ?? ''}@${since / 1000}`).join(' ');
  });
}

test.each<[string, StandInRule, Array<number | Evaluated>, string[]]>([
  ['well', RULE, [10, 0], ['Normal@0', 'Normal@0']],
  [
    'fires when it was above for a minute',
    RULE,
    [11, 11, 11, 11],
    ['Pending@0', 'Pending@0', 'Alerting@60', 'Alerting@60'],
  ],
  ['above for a moment', RULE, [11, 0, 11], ['Pending@0', 'Normal@30', 'Pending@60']],
  ['without "for" at once', { ...RULE, forMs: 0 }, [11], ['Alerting@0']],
  [
    'fires until it is below the lower limit',
    { ...RULE, forMs: 0 },
    [11, 7, 5, 4, 7],
    ['Alerting@0', 'Alerting@0', 'Alerting@0', 'Normal@90', 'Normal@90'],
  ],
  [
    'a row that is gone is resolved',
    { ...RULE, forMs: 0 },
    [11, { rows: [{ labels: { a: 'c' }, value: 0 }] }],
    ['Alerting@0', 'Normal@30'],
  ],
  ['no rows, and that is well', RULE, [11, { rows: [] }], ['Pending@0', '']],
  [
    'no rows, and that is not',
    { ...RULE, noData: 'Alerting' },
    [{ rows: [] }, { rows: [] }, { rows: [] }],
    ['PendingNoData@0', 'PendingNoData@0', 'AlertingNoData@60'],
  ],
  ['the query fails', RULE, [11, { error: 'no table' }], ['Pending@0', 'Error@30']],
])('%s', (_, rule, evaluations, expected) => expect(run(rule, evaluations)).toEqual(expected));

test('an instance that stands for the query is named as Grafana names it', () => {
  const [state] = nextStates({ ...RULE, noData: 'Alerting' }, [], { rows: [] }, 0);
  expect(state.labels).toMatchObject({ alertname: 'DatasourceNoData', rulename: 'Too much', ref_id: 'A' });
});

const one = (name: string, state: InstanceState['state'], reason?: 'NoData'): InstanceState => ({
  labels: { name },
  state,
  reason,
  since: 0,
  value: 1,
});

test('the history: what has changed, what is gone, and nothing of what was and is well', () => {
  const before = [
    one('same', 'Alerting'),
    one('worse', 'Pending'),
    one('gone', 'Alerting'),
    one('gone well', 'Normal'),
  ];
  const after = [
    one('same', 'Alerting'),
    one('worse', 'Alerting', 'NoData'),
    one('new', 'Error'),
    one('new well', 'Normal'),
  ];
  expect(changesBetween(before, after).map(({ labels, from, to }) => [labels.name, from, to])).toEqual([
    ['worse', 'Pending', 'Alerting (NoData)'],
    ['new', 'Normal', 'Error'],
    ['gone', 'Alerting', 'Normal (MissingSeries)'],
  ]);
});
