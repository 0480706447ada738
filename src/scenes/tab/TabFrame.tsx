import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { Alert, LoadingBar, useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

import { type Answer } from './answer';
import { adviceOn } from '../advice';
import { NothingMatches } from '../NothingMatches';
import { type ShowSql } from '../ShowSql';

interface TabFrameProps {
  model: SceneObject;
  /** Accessible name of the tab's content. */
  name: string;
  /** What is shown, in the plural, for the empty state. */
  what: string;
  answer: Answer;
  sql: ShowSql;
  /** What is looked at, and how much of it. */
  note?: ReactNode;
  controls?: ReactNode;
  /** What is said when there is nothing; without it, why nothing matches. */
  empty?: ReactNode;
  children: ReactNode;
}

/** What all tabs have: a note and controls, progress, the error, and why there is nothing. The former picture stays, dimmed. */
export function TabFrame({ model, name, what, answer, sql, note, controls, empty, children }: TabFrameProps) {
  const styles = useStyles2(getStyles);
  const { rows, loading, failure } = answer;
  return (
    <section className={styles.frame} aria-label={name} aria-busy={loading}>
      <header className={styles.header}>
        {controls}
        <span className={styles.note}>{note}</span>
        <sql.Component model={sql} />
      </header>
      <div className={styles.bar}>{loading && <LoadingBar width={400} />}</div>
      {failure !== undefined && (
        <Alert severity="error" title={`The ${what} could not be read`}>
          {adviceOn(failure)}
        </Alert>
      )}
      {!loading &&
        failure === undefined &&
        rows.length === 0 &&
        (empty ?? <NothingMatches model={model} what={what} />)}
      {rows.length > 0 && (
        <div className={styles.body} style={{ opacity: loading ? 0.5 : 1 }}>
          {children}
        </div>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ display: 'flex', flexDirection: 'column', width: '100%', minWidth: 0 }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 2), minHeight: 32 }),
  note: css({ flex: 1, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  bar: css({ height: 2, overflow: 'hidden' }),
  body: css({ display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0 }),
});
