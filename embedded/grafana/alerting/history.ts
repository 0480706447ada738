import { type Evaluator, type RuleChange } from './evaluator';

/** What changed in a time, the newest first, as annotations in which Grafana keeps the history of its alerts. */
export function historyOf(evaluator: Evaluator, { from, to }: { from: number; to: number }): object[] {
  return evaluator
    .changes()
    .filter(({ at }) => at >= from && at <= to)
    .map((change, i) => annotationOf(change, i + 1, evaluator))
    .reverse();
}

function annotationOf({ rule, at, labels, from, to, value }: RuleChange, id: number, evaluator: Evaluator): object {
  const told = Object.entries(evaluator.allLabels(rule, labels))
    // private ones are left out
    .filter(([name]) => !name.startsWith('__') && !name.endsWith('__'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`);
  return {
    id,
    alertId: 1,
    alertName: '',
    dashboardId: 0,
    dashboardUID: null,
    panelId: 0,
    prevState: from,
    newState: to,
    created: at,
    updated: at,
    time: at,
    timeEnd: at,
    text: `${rule.title} {${told.join(', ')}} - ${to === 'Error' ? 'Error' : `A=${value.toFixed(6)}`}`,
    tags: [],
    login: '',
    email: '',
    avatarUrl: '',
    data: { values: { A: value } },
  };
}
