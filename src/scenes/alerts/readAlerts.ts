import { type AlertFacts } from '../../../queries/alerts/acknowledgement/alertBoard';
import { RECORD_TAG, recordOf } from '../../../queries/alerts/acknowledgement/record';
import { type AlertmanagerChoice, readAlertmanagerChoice, readFiringAlerts } from '../../grafana/alertmanager';
import { readAlertRules } from '../../grafana/alertRules';
import { readAnnotations } from '../../grafana/annotations';
import { readSilences } from '../../grafana/silences';

export interface ReadAlerts extends AlertFacts {
  choice: AlertmanagerChoice;
  /** Why the history is not known; empty when it is. */
  withoutHistory: string;
}

const OWN_ALERTMANAGER: AlertmanagerChoice = { onlyExternal: false, externals: 0, isStandIn: false };

/**
 * All that Grafana knows of Girok's alerts. Without notes the alerts are still told, with what is missing in words.
 * @throws GrafanaError when rules, alerts or silences cannot be read
 */
export async function readAlerts(signal?: AbortSignal): Promise<ReadAlerts> {
  const [rules, alerts, silences, annotations, choice] = await Promise.all([
    readAlertRules(signal),
    readFiringAlerts(signal),
    readSilences(signal),
    readAnnotations(RECORD_TAG, signal).catch((error: unknown) => String((error as Error).message)),
    // who may read alerts may read this too; when not, nothing is warned of
    readAlertmanagerChoice(signal).catch(() => OWN_ALERTMANAGER),
  ]);
  const records = typeof annotations === 'string' ? [] : annotations.map(recordOf).filter((one) => one !== undefined);
  return {
    rules,
    alerts,
    silences,
    records,
    choice,
    withoutHistory: typeof annotations === 'string' ? annotations : '',
  };
}
