import { type AlertRule } from '../alerts/alertRule';
import { GIROK_ORIGIN, ORIGIN_LABEL } from '../alerts/grafana';
import { ruleData } from '../alerts/ruleData';
import { DEFAULT_TABLES } from '../tables';

/** How often Grafana evaluates the rules of an objective. */
export const SLO_INTERVAL = '1m';

/** Marks rules that were made for an objective, and are no rules of the pipeline. */
const SLO_COMPONENT = 'girok-slo';

/** Their one runbook. */
export const SLO_RUNBOOK = 'girok-slo';

/**
 * A group as Grafana's ruler API takes it. It gives new rules their uids itself; one that is there already keeps its own
 * when it is named, and so its silences and its history.
 * @param uidOf the uid of the rule with this title, when there is one
 */
export function ruleGroup(
  name: string,
  rules: readonly AlertRule[],
  dataSourceUid: string,
  uidOf: (title: string) => string | undefined
) {
  return {
    name,
    interval: SLO_INTERVAL,
    rules: rules.map((rule) => ({
      for: `${rule.forSeconds}s`,
      labels: { severity: rule.severity, component: SLO_COMPONENT, [ORIGIN_LABEL]: GIROK_ORIGIN },
      annotations: {
        summary: rule.summary,
        runbook_url: `/a/girok-telemetry-app/pipeline/runbooks/${SLO_RUNBOOK}`,
      },
      grafana_alert: {
        title: rule.title,
        uid: uidOf(rule.title),
        condition: 'C',
        no_data_state: rule.noData,
        // a query that fails is no news about the service, and must not look like it
        exec_err_state: 'Error',
        is_paused: false,
        data: ruleData(rule, rule.sql(DEFAULT_TABLES.database), dataSourceUid),
      },
    })),
  };
}
