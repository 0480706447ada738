import { css } from '@emotion/css';
import { type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';

import { PluginPage } from './PluginPage';
import { PluginLoadError } from '../loader/amdLoader';

const PAGE_NAV: NavModelItem = { text: 'The plugin could not be loaded' };

/** What failed, which file, what to do: instead of a blank page. */
export function LoadFailure({ error }: { error: unknown }) {
  const styles = useStyles2(getStyles);
  return (
    <PluginPage pageNav={PAGE_NAV}>
      <div>
        <Alert
          severity="error"
          title={error instanceof PluginLoadError ? `Could not use ${error.file}` : 'The page could not start'}
        >
          <p>{reasonOf(error)}</p>
          <p className={styles.todo}>
            Build the plugin with <code>npm run build</code> and load this page again; the server need not be restarted.
          </p>
        </Alert>
        {error instanceof Error && error.stack && (
          <details>
            <summary>Details for a bug report</summary>
            <pre>{[error.stack, error.cause instanceof Error ? error.cause.stack : ''].join('\n')}</pre>
          </details>
        )}
      </div>
    </PluginPage>
  );
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `Reason: ${message}.`.replace(/\.\.$/, '.');
}

const getStyles = (theme: GrafanaTheme2) => ({
  todo: css({ margin: theme.spacing(1, 0, 0) }),
});
