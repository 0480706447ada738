import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { labelOf } from '../../../../queries/slo/burnRules';
import { AlertLine } from '../../../scenes/alerts/AlertLine';
import { useAlerts } from '../../../scenes/alerts/useAlerts';
import { serviceOf } from '../ServiceVariable';

/** Alerts of Girok's rules that name the service, firing or looked after; nothing when there are none. */
export class ServiceAlerts extends SceneObjectBase<SceneObjectState> {
  static Component = ServiceAlertsView;
}

function ServiceAlertsView({ model }: SceneComponentProps<ServiceAlerts>) {
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const { service } = serviceOf(model).useState();
  const { board, at, failure } = useAlerts(range);
  const styles = useStyles2(getStyles);
  if (board === undefined) {
    return failure === undefined ? null : <p className={styles.faint}>The alerts could not be read: {failure}</p>;
  }
  const own = [...board.firing, ...board.acknowledged].filter(({ identity }) => identity.service === labelOf(service));
  if (own.length === 0) {
    return null;
  }
  return (
    <section aria-label="Alerts of the service">
      <ul className={styles.list}>
        {own.map((alert) => (
          <AlertLine key={alert.key} alert={alert} at={at} />
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0 }),
  faint: css({ margin: 0, color: theme.colors.text.secondary }),
});
