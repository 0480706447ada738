import { requestGrafana } from './request';
import { wire, wires } from './wire';
import { type AlertmanagerAlert, GIROK_ORIGIN, ORIGIN_LABEL } from '../../queries/alerts/grafana';

/** The alerts of Girok's rules that fire now, and which silences hold them back. @throws GrafanaError */
export async function readFiringAlerts(abortSignal?: AbortSignal): Promise<AlertmanagerAlert[]> {
  const answer = await requestGrafana({
    url: '/api/alertmanager/grafana/api/v2/alerts',
    params: { filter: `${ORIGIN_LABEL}="${GIROK_ORIGIN}"` },
    abortSignal,
  });
  return wires(answer).map((alert) => ({
    labels: alert.texts('labels'),
    annotations: alert.texts('annotations'),
    startsAt: alert.text('startsAt'),
    silencedBy: alert.inner('status').list('silencedBy'),
  }));
}

/** Where Grafana sends the alerts of the organisation. */
export interface AlertmanagerChoice {
  /** Grafana's own Alertmanager gets none: its silences hold nothing back. */
  onlyExternal: boolean;
  /** Alertmanagers beside it, which know nothing of its silences. */
  externals: number;
  /** It is the embedded preview that answers in Grafana's place. */
  isStandIn: boolean;
}

/** @throws GrafanaError */
export async function readAlertmanagerChoice(abortSignal?: AbortSignal): Promise<AlertmanagerChoice> {
  const answer = wire(await requestGrafana({ url: '/api/v1/ngalert', abortSignal }));
  const choice = answer.text('alertmanagersChoice');
  return {
    onlyExternal: choice === 'external',
    externals: choice === 'internal' ? 0 : answer.number('numExternalAlertmanagers'),
    isStandIn: answer.isTrue('girokStandIn'),
  };
}
