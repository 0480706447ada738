import { type StandInRule } from './ruleFile';

export type StateName = 'Normal' | 'Pending' | 'Alerting' | 'Error';

/** One instance and since when it is in its state (ms since 1970). */
export interface InstanceState {
  /** What tells it apart: the query's text columns; for a query without rows or with an error what Grafana puts there. */
  labels: Record<string, string>;
  state: StateName;
  /** As `NoData` in `Alerting (NoData)`. */
  reason?: 'NoData';
  since: number;
  value: number;
}

/** What a rule's query gave. */
export type Evaluated = { rows: Array<{ labels: Record<string, string>; value: number }> } | { error: string };

/**
 * The states after an evaluation, by Grafana's rules: above the threshold it is Pending until `for` is over, then Alerting
 * until it is not above (or not below `wellBelow`) any more; a row that is gone is resolved; no rows are what the rule says.
 */
export function nextStates(
  rule: StandInRule,
  before: readonly InstanceState[],
  evaluated: Evaluated,
  now: number
): InstanceState[] {
  const former = (labels: Record<string, string>) => before.find((one) => sameLabels(one.labels, labels));
  const enter = (one: Omit<InstanceState, 'since'>): InstanceState => {
    const old = former(one.labels);
    return { ...one, since: old?.state === one.state && old.reason === one.reason ? old.since : now };
  };
  const fire = (labels: Record<string, string>, value: number, reason?: 'NoData'): InstanceState => {
    const old = former(labels);
    const waited = old?.state === 'Pending' ? now - old.since : 0;
    const isThrough = old?.state === 'Alerting' || waited >= rule.forMs;
    return enter({ labels, value, reason, state: isThrough ? 'Alerting' : 'Pending' });
  };
  if ('error' in evaluated) {
    return [enter({ labels: standing(rule, 'DatasourceError'), state: 'Error', value: 0 })];
  }
  if (evaluated.rows.length === 0) {
    return rule.noData === 'OK' ? [] : [fire(standing(rule, 'DatasourceNoData'), 0, 'NoData')];
  }
  return evaluated.rows.map(({ labels, value }) => {
    const isFiring = former(labels)?.state === 'Alerting';
    const isMet = value > rule.above || (isFiring && rule.wellBelow !== undefined && value >= rule.wellBelow);
    return isMet ? fire(labels, value) : enter({ labels, value, state: 'Normal' });
  });
}

/** The labels of an instance that stands for a whole query. */
const standing = ({ title }: StandInRule, alertname: string) => ({
  alertname,
  rulename: title,
  datasource_uid: 'girok-clickhouse',
  ref_id: 'A',
});

const sameLabels = (one: Record<string, string>, other: Record<string, string>) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** One instance whose state has changed, in Grafana's words: `Alerting (NoData)`, `Normal (MissingSeries)`. */
export interface StateChange {
  labels: Record<string, string>;
  from: string;
  to: string;
  value: number;
}

const shown = ({ state, reason }: Pick<InstanceState, 'state' | 'reason'>) =>
  reason === undefined ? state : `${state} (${reason})`;

/** What Grafana writes into the history of a rule: not that an instance which was not there is well. */
export function changesBetween(before: readonly InstanceState[], after: readonly InstanceState[]): StateChange[] {
  const changed = after.flatMap(({ labels, value, ...now }) => {
    const old = before.find((one) => sameLabels(one.labels, labels));
    const [from, to] = [old ? shown(old) : 'Normal', shown(now)];
    return from === to ? [] : [{ labels, from, to, value }];
  });
  const gone = before
    .filter((one) => one.state !== 'Normal' && !after.some(({ labels }) => sameLabels(one.labels, labels)))
    .map((one) => ({ labels: one.labels, from: shown(one), to: 'Normal (MissingSeries)', value: one.value }));
  return [...changed, ...gone];
}
