import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { config, hasAnyPermission } from '@grafana/runtime';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Alert, LoadingBar, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { type AlertBoard, type BoardAlert } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { ALERT_FOLDER } from '../../../../queries/alerts/grafana';
import {
  acknowledge,
  type AckPlace,
  extend,
  type Outcome,
  recordLater,
  unacknowledge,
} from '../../../scenes/alerts/acknowledge';
import { isAddressed } from '../../../scenes/alerts/alertAddress';
import { effectsOf } from '../../../scenes/alerts/effects';
import { rightToSilence } from '../../../scenes/alerts/refusals';
import { useAlerts } from '../../../scenes/alerts/useAlerts';
import { AckDialog } from '../alerts/AckDialog';
import { type AlertDeeds } from '../alerts/AlertItem';
import { AlertSections } from '../alerts/AlertSections';
import { AlertWarnings } from '../alerts/AlertWarnings';
import { IdleAcknowledgements } from '../alerts/IdleAcknowledgements';
import { useKeepHouse } from '../alerts/useKeepHouse';

interface AlertsState extends SceneObjectState {
  /** A sidecar is configured, so every acknowledgement has an audit event. */
  hasSidecar: boolean;
  /** The alert whose dialog a link from elsewhere opens. */
  alert?: string;
}

/** The alerts of Girok's rules, who looks after them, and acknowledging. */
export class Alerts extends SceneObjectBase<AlertsState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['alert'] });

  getUrlState() {
    return { alert: this.state.alert };
  }

  updateFromUrl({ alert }: SceneObjectUrlValues) {
    this.setState({ alert: typeof alert === 'string' && alert !== '' ? alert : undefined });
  }

  static Component = AlertsView;
}

type Dialog = { mode: 'acknowledge' | 'extend'; alert: BoardAlert };

function AlertsView({ model }: SceneComponentProps<Alerts>) {
  const { hasSidecar, alert: addressed } = model.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const { read, board, at, loading, failure, reload } = useAlerts(range);
  const [dialog, setDialog] = useState<Dialog>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  const effects = useMemo(() => effectsOf(config.bootData.user.login, hasSidecar), [hasSidecar]);
  const styles = useStyles2(getStyles);
  useKeepHouse(board, effects, reload);

  const forbidden = forbiddenBecause(board);
  const shown = dialog ?? dialogFromAddress(board, addressed, forbidden);

  async function perform(deed: () => Promise<Outcome>): Promise<Outcome> {
    setBusy(true);
    const result = await deed();
    await reload();
    setBusy(false);
    setOutcome(result);
    return result;
  }

  function close() {
    setDialog(undefined);
    model.setState({ alert: undefined });
  }

  const deeds: AlertDeeds = {
    acknowledge: (alert) => setDialog({ mode: 'acknowledge', alert }),
    extend: (alert) => setDialog({ mode: 'extend', alert }),
    unacknowledge: (alert) =>
      void perform(() => unacknowledge(placesOf(alert), { action: 'unacknowledge', note: '' }, effects)),
    record: (alert) => {
      const place = placesOf(alert).find(({ acknowledgement: { isKept, isProven } }) => !isKept || !isProven);
      return place && void perform(() => recordLater(place, effects));
    },
    forbidden,
    busy,
  };

  return (
    <section aria-label="Alerts" aria-busy={board === undefined && failure === undefined} className={styles.box}>
      <div className={styles.bar}>{loading && <LoadingBar width={400} />}</div>
      {failure !== undefined && (
        <Alert severity="error" title={board ? 'The alerts could not be read anew' : 'The alerts could not be read'}>
          {failure}. Reading them asks for alert.rules:read and alert.instances:read, which the role Viewer has.
        </Alert>
      )}
      {outcome && <OutcomeNotice outcome={outcome} onClose={() => setOutcome(undefined)} />}
      {read && board && (
        <>
          <AlertWarnings read={read} board={board} forbidden={forbidden} />
          <AlertSections board={board} records={read.records} now={at} deeds={deeds} hasSidecar={hasSidecar} />
          <IdleAcknowledgements
            idle={board.idle}
            now={at}
            disabled={busy || forbidden !== ''}
            onEnd={(one) =>
              void perform(() =>
                unacknowledge(
                  [{ acknowledgement: one, ruleTitle: one.title, folder: ALERT_FOLDER }],
                  { action: 'unacknowledge', note: '' },
                  effects
                )
              )
            }
          />
        </>
      )}
      {shown && (
        <AckDialog
          key={`${shown.mode} ${shown.alert.key}`}
          alert={shown.alert}
          mode={shown.mode}
          onClose={close}
          onWish={async (wish) => {
            const [place] = placesOf(shown.alert);
            const result = await perform(() =>
              shown.mode === 'extend' ? extend(place, wish, effects) : acknowledge(shown.alert, wish, effects)
            );
            if (result.done) {
              close();
            }
            return result;
          }}
        />
      )}
    </section>
  );
}

function OutcomeNotice({ outcome: { done, message, problems }, onClose }: { outcome: Outcome; onClose: () => void }) {
  const severity = !done ? 'error' : problems.length > 0 ? 'warning' : 'success';
  return (
    <Alert severity={severity} title={message} onRemove={onClose}>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

const placesOf = ({ acknowledgements, title, folder }: BoardAlert): AckPlace[] =>
  acknowledgements.map((acknowledgement) => ({ acknowledgement, ruleTitle: title, folder }));

/** Why this user cannot acknowledge; empty when Grafana is likely to let him. What it says in the end counts. */
function forbiddenBecause(board: AlertBoard | undefined): string {
  const [alert] = [...(board?.firing ?? []), ...(board?.acknowledged ?? [])];
  return hasAnyPermission(['alert.instances:create', 'alert.silences:create'])
    ? ''
    : `Grafana asks for ${rightToSilence(alert?.folder ?? ALERT_FOLDER)}. A right that was just given takes up to a minute, and a reload of this page.`;
}

function dialogFromAddress(
  board: AlertBoard | undefined,
  address: string | undefined,
  forbidden: string
): Dialog | undefined {
  const alert =
    address !== undefined && forbidden === '' ? board?.firing.find((one) => isAddressed(one, address)) : undefined;
  return alert && { mode: 'acknowledge', alert };
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), width: '100%', minWidth: 0 }),
  bar: css({ height: 2, overflow: 'hidden' }),
});
