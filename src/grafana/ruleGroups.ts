import { GrafanaError, requestGrafana } from './request';
import { wire, wires } from './wire';
import { ALERT_FOLDER } from '../../queries/alerts/grafana';

const RULER = '/api/ruler/grafana/api/v1/rules';

/** A rule of a group as Grafana keeps it. */
export interface KeptRule {
  uid: string;
  title: string;
  /** What its query `A` asks. */
  sql: string;
}

/** Uid of the folder that Girok's rules are in; undefined when there is none that the user may see. @throws GrafanaError */
export async function findAlertFolder(abortSignal?: AbortSignal): Promise<string | undefined> {
  const folders = wires(await requestGrafana({ url: '/api/folders', params: { limit: 1000 }, abortSignal }));
  return folders.find((folder) => folder.text('title') === ALERT_FOLDER)?.text('uid');
}

/** Makes the folder of Girok's rules. @throws GrafanaError 403 without folders:create */
export async function makeAlertFolder(): Promise<string> {
  const made = await requestGrafana({ method: 'POST', url: '/api/folders', data: { title: ALERT_FOLDER } });
  return wire(made).text('uid');
}

/** The rules of a group; none when there is no such group. @throws GrafanaError */
export async function readRuleGroup(folder: string, group: string, abortSignal?: AbortSignal): Promise<KeptRule[]> {
  try {
    const answer = await requestGrafana({ url: addressOf(folder, group), abortSignal });
    return wire(answer)
      .all('rules')
      .map((rule) => rule.inner('grafana_alert'))
      .map((rule) => ({
        uid: rule.text('uid'),
        title: rule.text('title'),
        sql: rule.all('data')[0]?.inner('model').text('rawSql') ?? '',
      }));
  } catch (error) {
    if (error instanceof GrafanaError && error.status === 404) {
      return [];
    }
    throw error;
  }
}

/** Makes the group be what it is here: rules that it has besides go. @throws GrafanaError 403 without rights on the folder */
export async function writeRuleGroup(folder: string, group: { name: string; rules: unknown[] }): Promise<void> {
  await requestGrafana({ method: 'POST', url: `${RULER}/${encodeURIComponent(folder)}`, data: group });
}

/** Removes a group with its rules; one that is not there is no error. @throws GrafanaError */
export async function deleteRuleGroup(folder: string, group: string): Promise<void> {
  await requestGrafana({ method: 'DELETE', url: addressOf(folder, group) });
}

const addressOf = (folder: string, group: string) =>
  `${RULER}/${encodeURIComponent(folder)}/${encodeURIComponent(group)}`;
