import { SilenceStore } from './silenceStore';

const matcher = (name: string, value: string, isEqual = true, isRegex = false) => ({ name, value, isEqual, isRegex });
const RULE = matcher('__alert_rule_uid__', 'girok-stalled');
const NOW = Date.parse('2026-11-25T12:00:00.400Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const wanted = (over = {}) => ({
  matchers: [RULE],
  startsAt: at(0),
  endsAt: at(30),
  createdBy: 'eve',
  comment: 'ACK!',
  ...over,
});

let now = NOW;
let store: SilenceStore;
beforeEach(() => {
  now = NOW;
  store = new SilenceStore(() => now);
});

// each as it was seen in Grafana 12.4.3
test('extended in place: the same id', () => {
  const id = store.write(wanted());
  expect(store.write(wanted({ id, endsAt: at(60), comment: 'longer' }))).toBe(id);
  expect(store.all()).toMatchObject([{ id, endsAt: at(60), comment: 'longer' }]);
});

test('one that has ended is not extended: it becomes another', () => {
  const id = store.write(wanted());
  store.end(id);
  const other = store.write(wanted({ id, endsAt: at(60) }));
  expect(other).not.toBe(id);
  expect(store.all().map((one) => store.stateOf(one))).toEqual(['expired', 'active']);
});

test('ended twice is ended', () => {
  const id = store.write(wanted());
  now += 1000;
  store.end(id);
  store.end(id);
  expect(store.stateOf(store.all()[0])).toBe('expired');
});

test.each<[string, object, number, RegExp]>([
  ['an id that is not known', { id: '1111' }, 404, /silence 1111 not found/],
  ['an end that has passed', { endsAt: at(-1) }, 400, /start time must be before end time/],
])('refused: %s', (_, over, status, message) => {
  expect(() => store.write(wanted(over))).toThrow(
    expect.objectContaining({ status, message: expect.stringMatching(message) })
  );
});

test('refused: another rule', () => {
  const id = store.write(wanted());
  expect(() => store.write(wanted({ id, matchers: [matcher(RULE.name, 'girok-parts')] }))).toThrow(/cannot be updated/);
});

test.each<[string, Array<ReturnType<typeof matcher>>, boolean]>([
  ['the rule', [RULE], true],
  ['the rule and its partition', [RULE, matcher('partition', '3')], true],
  ['another partition', [RULE, matcher('partition', '4')], false],
  ['not another partition', [RULE, matcher('partition', '4', false)], true],
  ['partitions by an expression, as a whole', [RULE, matcher('partition', '3|4', true, true)], true],
  ['a part of the text is not enough', [RULE, matcher('signal', 'trace', true, true)], false],
  ['a label that is not there is empty', [RULE, matcher('tenant', '')], true],
])('holds back: %s', (_, matchers, expected) => {
  store.write(wanted({ matchers }));
  const labels = { __alert_rule_uid__: 'girok-stalled', partition: '3', signal: 'traces' };
  expect(store.holding(labels)).toHaveLength(expected ? 1 : 0);
});

test('holds back as long as it is active', () => {
  store.write(wanted({ startsAt: at(5) }));
  const labels = { __alert_rule_uid__: 'girok-stalled' };
  expect(store.holding(labels)).toEqual([]);
  now = NOW + 6 * 60_000;
  expect(store.holding(labels)).toHaveLength(1);
  now = NOW + 31 * 60_000;
  expect(store.holding(labels)).toEqual([]);
});
