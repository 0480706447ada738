import { requestGrafana } from './request';
import { type Wire, wire } from './wire';
import { GIROK_ORIGIN, type GrafanaRule, ORIGIN_LABEL } from '../../queries/alerts/grafana';

/** Rules that come with Girok, with all their instances, well or not. @throws GrafanaError */
export async function readAlertRules(abortSignal?: AbortSignal): Promise<GrafanaRule[]> {
  const answer = wire(
    await requestGrafana({
      url: '/api/prometheus/grafana/api/v1/rules',
      // without it the labels do not say of which rule an instance is
      params: { includeInternalLabels: 'true' },
      abortSignal,
    })
  );
  return answer
    .inner('data')
    .all('groups')
    .flatMap((group) => group.all('rules').map((rule) => ruleOf(rule, group)))
    .filter(({ labels }) => labels[ORIGIN_LABEL] === GIROK_ORIGIN);
}

function ruleOf(rule: Wire, group: Wire): GrafanaRule {
  return {
    uid: rule.text('uid'),
    name: rule.text('name'),
    folderUid: rule.text('folderUid') || group.text('folderUid'),
    folder: group.text('file'),
    health: rule.text('health'),
    lastError: rule.text('lastError'),
    lastEvaluation: rule.text('lastEvaluation'),
    isPaused: rule.isTrue('isPaused'),
    repeatInterval: rule.inner('notificationSettings').text('repeat_interval'),
    labels: rule.texts('labels'),
    annotations: rule.texts('annotations'),
    instances: rule.all('alerts').map((instance) => ({
      labels: instance.texts('labels'),
      annotations: instance.texts('annotations'),
      state: instance.text('state'),
      activeAt: instance.text('activeAt'),
    })),
  };
}
