import { type Happened, timelineOf } from './timeline';
import { type AlertChange, changeOf } from '../../../queries/alerts/alertChange';
import { type GrafanaRule } from '../../../queries/alerts/grafana';
import { type Row } from '../../scenes/rows';

const row = (values: Record<string, string | number>): Row => ({
  text: (column) => String(values[column] ?? ''),
  number: (column) => Number(values[column] ?? 0),
  list: () => [],
});

const RANGE = { from: 1000, to: 9000 };
const RULE = {
  uid: 'girok-stalled',
  name: 'Consumer stands still',
  labels: { severity: 'critical', component: 'girok-pipeline' },
} as unknown as GrafanaRule;

const NOTHING: Happened = { resources: [], rebalances: [], rules: [RULE], changes: [], records: [] };
const told = (happened: Partial<Happened>) =>
  timelineOf({ ...NOTHING, ...happened }, RANGE).map(({ at, kind, text }) => `${at} ${kind}: ${text}`);

const change = (over: Partial<AlertChange>): AlertChange => ({
  at: 5000,
  title: RULE.name,
  labels: { alertname: RULE.name, grafana_folder: 'Girok', ...RULE.labels, partition: '3', signal: 'traces' },
  from: 'Pending',
  to: 'Alerting',
  ...over,
});

test('everything in one order of time, the newest first, and only what lies in the range', () => {
  const record = {
    id: 1,
    at: 6000,
    login: 'ana',
    action: 'unacknowledge' as const,
    key: 'k',
    ruleUid: RULE.uid,
    ruleTitle: RULE.name,
    labels: { signal: 'traces' },
    silenceId: 's',
    until: 6000,
    note: 'mended',
    value: 1,
    eventId: '',
  };
  expect(
    told({
      resources: [
        row({ service: 'cart', version: '1', first: 100, last: 2000 }),
        row({ service: 'cart', version: '2', first: 2000, last: 8000 }),
        row({ service: 'new here', version: '1', first: 3000, last: 8000 }),
      ],
      rebalances: [row({ time: 4000, queue: 'audit_logs_queue', host: 'ch-1', times: 2 })],
      changes: [change({}), change({ at: 7000, from: 'Alerting', to: 'Normal' }), change({ at: 9001 })],
      records: [record, { ...record, at: 999 }],
    })
  ).toEqual([
    '7000 well: Consumer stands still, partition 3, signal traces: well again',
    '6000 acknowledgement: Consumer stands still, signal traces: ana un-acknowledged it, “mended”',
    '5000 alert: Consumer stands still, partition 3, signal traces: fires',
    '4000 rebalance: audit_logs_queue on ch-1 lost its partitions 2 times',
    '2000 deploy: cart 2 was deployed',
  ]);
});

test.each<[string, Partial<AlertChange>, string]>([
  ['above its limit, and not yet for long enough', { from: 'Normal', to: 'Pending' }, ''],
  ['above for a moment only', { from: 'Pending', to: 'Normal' }, ''],
  ['a query that fails and failed before', { from: 'Error', to: 'Error (KeepLast)' }, ''],
  ['a query that fails', { from: 'Normal', to: 'Error' }, 'alert'],
  ['a row that is gone', { from: 'Alerting', to: 'Normal (MissingSeries)' }, 'well'],
  ['without data', { from: 'Normal', to: 'Alerting (NoData)' }, 'alert'],
  ['a rule of somebody else', { title: 'Theirs' }, ''],
])('a change of an alert: %s', (_, over, kind) =>
  expect(timelineOf({ ...NOTHING, changes: [change(over)] }, RANGE).map((event) => event.kind)).toEqual(
    kind === '' ? [] : [kind]
  )
);

test.each<[string, string, Pick<AlertChange, 'title' | 'labels'> | undefined]>([
  [
    'as Grafana writes it',
    'Consumer stands still {alertname=Consumer stands still, signal=traces} - A=12.000000, C=1.000000',
    { title: 'Consumer stands still', labels: { alertname: 'Consumer stands still', signal: 'traces' } },
  ],
  ['a value with commas', 'T {a=b, c, d, e=f} - A=1', { title: 'T', labels: { a: 'b, c, d', e: 'f' } }],
  ['without labels', 'T {} - Error', { title: 'T', labels: {} }],
  ['something else', 'deployed cart 2', undefined],
])('the alert of an annotation: %s', (_, text, expected) =>
  expect(changeOf({ at: 1, text, from: 'Normal', to: 'Alerting' })).toEqual(
    expected && { at: 1, from: 'Normal', to: 'Alerting', ...expected }
  )
);
