import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, TextLink, Tooltip, useStyles2 } from '@grafana/ui';

import { DRAWN_PANELS } from '../panels/panelPlugins';

/** Says on every page that this is not Grafana, and on hover or focus what of it is real. */
export function PreviewSign() {
  const styles = useStyles2(getStyles);
  return (
    <Tooltip content={<Explanation />} placement="bottom-end" interactive>
      <button type="button" className={styles.sign} aria-label="Embedded preview, not Grafana: what is real here?">
        <Icon name="info-circle" size="sm" className={styles.icon} />
        <span className={styles.long}>Embedded preview, not Grafana</span>
        <span className={styles.short}>Preview</span>
      </button>
    </Tooltip>
  );
}

function Explanation() {
  const styles = useStyles2(getStyles);
  const { ordersPage } = window.girokBootData;
  return (
    <div className={styles.text}>
      <p className={cx(styles.line, styles.head)}>A page around the plugin, made of Grafana&apos;s npm packages</p>
      <p className={styles.line}>
        <strong>Real:</strong> the plugin&apos;s build as Grafana would load it, its SQL, the ClickHouse engine, the
        data, the sidecar, and the panels {DRAWN_PANELS.join(', ')}.
      </p>
      <p className={styles.line}>
        <strong>Stands in for Grafana:</strong> the plugin proxy, with the signed identity of a made-up user; the menu
        beside this chooses which.
      </p>
      <p className={styles.line}>
        <strong>Not here:</strong> login, permissions, Grafana&apos;s own pages (dashboards, Explore, alerting), other
        panels, plugin extensions. <code>docker compose up</code> shows it in Grafana.
      </p>
      {ordersPage && (
        <p className={styles.line}>
          <strong>Yours to do:</strong> delete an order on{' '}
          <TextLink href={ordersPage} external inline variant="bodySmall">
            the demo&apos;s page of orders
          </TextLink>
          , and look at the trace of your click.
        </p>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sign: css({
    alignItems: 'center',
    background: theme.colors.info.transparent,
    border: `1px solid ${theme.colors.info.borderTransparent}`,
    borderRadius: theme.shape.radius.pill,
    color: theme.colors.text.primary,
    cursor: 'help',
    display: 'flex',
    fontSize: theme.typography.bodySmall.fontSize,
    gap: theme.spacing(0.5),
    lineHeight: theme.typography.bodySmall.lineHeight,
    padding: theme.spacing(0.25, 1),
    whiteSpace: 'nowrap',
  }),
  icon: css({ color: theme.colors.info.text }),
  long: css({ [theme.breakpoints.down('md')]: { display: 'none' } }),
  short: css({ [theme.breakpoints.up('md')]: { display: 'none' } }),
  text: css({ maxWidth: 340 }),
  line: css({ margin: theme.spacing(0, 0, 1), '&:last-child': { margin: 0 } }),
  head: css({ fontWeight: theme.typography.fontWeightMedium }),
});
