import { requestGrafana } from './request';
import { type AckRecord } from '../../queries/alerts/acknowledgement/record';
import { PLUGIN_ID } from '../app/plugin';

/**
 * Has `girok serve` store an audit event of what was done, with the identity that Grafana signs. The
 * record's event id is that of the event.
 * @throws GrafanaError
 */
export async function sendAcknowledgementEvent(record: AckRecord): Promise<void> {
  await requestGrafana({
    method: 'POST',
    url: `/api/plugin-proxy/${PLUGIN_ID}/sidecar/acknowledgements`,
    data: record,
  });
}
