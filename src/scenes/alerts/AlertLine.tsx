import { css } from '@emotion/css';
import { type GrafanaTheme2, urlUtil } from '@grafana/data';
import { Icon, TextLink, useStyles2 } from '@grafana/ui';

import { alertAddress } from './alertAddress';
import { acknowledgedText, sinceText } from './alertWords';
import { type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';
import { pageUrl } from '../../app/plugin';

/** An alert in a list, with the way to where it is acknowledged. @param at now, in ms since 1970 */
export function AlertLine({ alert, at }: { alert: BoardAlert; at: number }) {
  const styles = useStyles2(getStyles);
  const isFiring = alert.place === 'firing';
  return (
    <li className={styles.item}>
      <Icon
        name={isFiring ? 'exclamation-circle' : 'check'}
        className={isFiring ? styles.firing : styles.faint}
        title={isFiring ? 'Fires now' : 'Acknowledged'}
      />
      <span className={styles.text}>
        {alert.summary || alert.title}
        {' · '}
        {isFiring ? sinceText(alert, at) : acknowledgedText(alert.acknowledgements[0], at)}
      </span>
      <TextLink
        inline
        href={urlUtil.renderUrl(pageUrl('pipeline'), {
          tab: 'alerts',
          alert: alertAddress({ ...alert.identity, alertname: alert.title }),
        })}
      >
        {isFiring ? 'Acknowledge' : 'Open'}
      </TextLink>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), minHeight: 28 }),
  text: css({ overflowWrap: 'anywhere', minWidth: 0 }),
  firing: css({ color: theme.colors.error.text, flexShrink: 0 }),
  faint: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
});
