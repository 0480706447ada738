import { type Labels, type Matcher, RULE_UID_LABEL } from '../grafana';

/** Labels that Grafana adds, and that may change without the alert being another one. */
const ADDED = ['alertname', 'grafana_folder', 'rulename'];

/**
 * The labels that tell the instances of a rule apart: without those of the rule and those that Grafana adds. An instance
 * that stands for a query without data, or one that fails, is named by its `alertname` beside.
 */
export function identityOf(labels: Labels, ruleLabels: Labels): Labels {
  const entries = Object.entries(labels).filter(
    ([name]) => !name.startsWith('__') && !ADDED.includes(name) && !Object.hasOwn(ruleLabels, name)
  );
  const standsFor = labels.rulename === undefined ? [] : [['alertname', labels.alertname ?? '']];
  return Object.fromEntries([...entries, ...standsFor].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One name for an alert, the same in every browser: `girok-stalled{partition="3",signal="traces"}`; of a rule `girok-stalled{}`. */
export function keyOf(ruleUid: string, identity: Labels): string {
  const parts = Object.keys(identity)
    .sort()
    .map((name) => `${name}=${JSON.stringify(identity[name])}`);
  return `${ruleUid}{${parts.join(',')}}`;
}

/**
 * Exactly this alert, or with no identity all alerts of the rule. With the rule's uid among the matchers Grafana asks for
 * no more than the right to silence in the rule's folder.
 */
export function matchersOf(ruleUid: string, identity: Labels): Matcher[] {
  return Object.entries({ [RULE_UID_LABEL]: ruleUid, ...identity }).map(([name, value]) => ({
    name,
    value,
    isRegex: false,
    isEqual: true,
  }));
}

/** Uid of the rule that a silence is about. */
export const ruleUidOf = (matchers: readonly Matcher[]): string | undefined =>
  matchers.find(({ name, isRegex, isEqual }) => name === RULE_UID_LABEL && !isRegex && isEqual)?.value;

/** Whether a silence says the same as these matchers, in whatever order. */
export function sameMatchers(one: readonly Matcher[], other: readonly Matcher[]): boolean {
  const texts = (matchers: readonly Matcher[]) =>
    matchers.map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual])).sort();
  return texts(one).join() === texts(other).join();
}
