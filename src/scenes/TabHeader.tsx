import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

/** What a tab shows, in a sentence, and its buttons. */
export function TabHeader({ hint, children }: { hint: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.header}>
      <p className={styles.hint}>{hint}</p>
      {children}
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2), minHeight: 32 }),
  hint: css({ flex: 1, margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
