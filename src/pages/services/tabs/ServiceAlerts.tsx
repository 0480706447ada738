import { css } from '@emotion/css';
import { type GrafanaTheme2, urlUtil } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Icon, TextLink, useStyles2 } from '@grafana/ui';

import { labelOf } from '../../../../queries/slo/burnRules';
import { pageUrl } from '../../../app/plugin';
import { alertAddress } from '../../../scenes/alerts/alertAddress';
import { acknowledgedText, sinceText } from '../../../scenes/alerts/alertWords';
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
          <li key={alert.key} className={styles.item}>
            <Icon
              name={alert.place === 'firing' ? 'exclamation-circle' : 'check'}
              className={alert.place === 'firing' ? styles.firing : styles.faint}
              title={alert.place === 'firing' ? 'Fires now' : 'Acknowledged'}
            />
            <span className={styles.text}>
              {alert.summary || alert.title}{' '}
              {alert.place === 'firing' ? sinceText(alert, at) : acknowledgedText(alert.acknowledgements[0], at)}
            </span>
            <TextLink
              inline
              href={urlUtil.renderUrl(pageUrl('pipeline'), {
                tab: 'alerts',
                alert: alertAddress({ ...alert.identity, alertname: alert.title }),
              })}
            >
              {alert.place === 'firing' ? 'Acknowledge' : 'Open'}
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0 }),
  item: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), minHeight: 28 }),
  text: css({ overflowWrap: 'anywhere', minWidth: 0 }),
  firing: css({ color: theme.colors.error.text, flexShrink: 0 }),
  faint: css({ margin: 0, color: theme.colors.text.secondary }),
});
