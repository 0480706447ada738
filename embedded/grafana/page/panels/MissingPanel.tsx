import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

/** Stands where Grafana would draw a panel whose code is in no npm package. */
export function MissingPanel({ id }: { id: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <Icon name="info-circle" />
      <span>The embedded preview has no {id} panel; Grafana does.</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    alignItems: 'center',
    border: `1px dashed ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    display: 'flex',
    gap: theme.spacing(1),
    height: '100%',
    justifyContent: 'center',
    padding: theme.spacing(1),
    textAlign: 'center',
  }),
});
