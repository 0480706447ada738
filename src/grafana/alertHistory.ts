import { requestGrafana } from './request';
import { wires } from './wire';
import { type AlertChange, changeOf } from '../../queries/alerts/alertChange';

/** Most that are read, the newest first. */
const MOST = 500;

/**
 * How alerts of whatever rules have changed in the range (ms since 1970), as Grafana keeps it in annotations; one that keeps
 * its state history elsewhere has none of them. @throws GrafanaError
 */
export async function readAlertChanges(
  { from, to }: { from: number; to: number },
  abortSignal?: AbortSignal
): Promise<AlertChange[]> {
  const answer = await requestGrafana({
    url: '/api/annotations',
    params: { type: 'alert', from, to, limit: MOST },
    abortSignal,
  });
  return wires(answer).flatMap((one) => {
    const change = changeOf({
      at: one.number('time'),
      text: one.text('text'),
      from: one.text('prevState'),
      to: one.text('newState'),
    });
    return change === undefined ? [] : [change];
  });
}
