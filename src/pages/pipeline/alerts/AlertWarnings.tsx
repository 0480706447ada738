import { Alert } from '@grafana/ui';

import { type AlertBoard } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { type ReadAlerts } from '../../../scenes/alerts/readAlerts';

/** What makes the list, or what one does with it, less than it looks. */
export function AlertWarnings({ read, board, forbidden }: { read: ReadAlerts; board: AlertBoard; forbidden: string }) {
  const { choice, rules, withoutHistory } = read;
  return (
    <>
      {choice.isStandIn && (
        <Alert severity="info" title="This is the preview's stand-in for Grafana's alerting">
          It evaluates the same rule files on the embedded ClickHouse and keeps silences and notes until it ends. It
          notifies nobody.
        </Alert>
      )}
      {rules.length === 0 && (
        <Alert severity="warning" title="Girok's alert rules are not in this Grafana">
          Nothing is watched. Provision provisioning/alerting/ (docs/lag-and-alerts.md says how), or ask for the right
          to read alert rules.
        </Alert>
      )}
      {choice.onlyExternal && (
        <Alert severity="error" title="An acknowledgement holds no notification back here">
          This organisation sends its alerts to external Alertmanagers only, and those know nothing of Grafana&apos;s
          silences. Alerting &gt; Settings chooses.
        </Alert>
      )}
      {choice.externals > 0 && !choice.onlyExternal && (
        <Alert severity="warning" title="An acknowledgement does not hold back everything">
          Alerts also go to {choice.externals} external Alertmanager{choice.externals === 1 ? '' : 's'}, which know
          nothing of Grafana&apos;s silences.
        </Alert>
      )}
      {forbidden !== '' && (
        <Alert severity="info" title="You can look, but not acknowledge">
          {forbidden}
        </Alert>
      )}
      {board.blind.length > 0 && (
        <Alert severity="warning" title="Rules that do not watch">
          <ul>
            {board.blind.map(({ uid, name, isPaused, lastError }) => (
              <li key={uid}>
                {name}: {isPaused ? 'paused' : lastError || 'its query fails'}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {withoutHistory !== '' && (
        <Alert severity="warning" title="Who acknowledged what is not known">
          The notes could not be read: {withoutHistory}
        </Alert>
      )}
    </>
  );
}
