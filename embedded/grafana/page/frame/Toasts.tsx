import { css } from '@emotion/css';
import { AppEvents, type GrafanaTheme2 } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert, type AlertVariant, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';

import { TOP_BAR_HEIGHT } from './chrome';

/** How long a toast stays, in milliseconds. Source: Grafana's appNotification. */
const STAYS_MS = { success: 3000, info: 5000, warning: 5000, error: 7000 } satisfies Partial<
  Record<AlertVariant, number>
>;

interface Toast {
  id: number;
  severity: keyof typeof STAYS_MS;
  title: string;
  text?: string;
}

const KINDS = [
  { event: AppEvents.alertSuccess, severity: 'success' },
  { event: AppEvents.alertInfo, severity: 'info' },
  { event: AppEvents.alertWarning, severity: 'warning' },
  { event: AppEvents.alertError, severity: 'error' },
] as const;

let nextId = 0;

/** Shows the alerts that plugins and requests publish as app events. */
export function Toasts() {
  const styles = useStyles2(getStyles);
  const [toasts, setToasts] = useState<Toast[]>([]);
  const remove = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));

  useEffect(() => {
    const subscriptions = KINDS.map(({ event, severity }) =>
      getAppEvents()
        .getStream<{ type: string; payload: string[] }>({ type: event.name } as never)
        .subscribe(({ payload }) => {
          const [title, text] = payload;
          const id = nextId++;
          setToasts((shown) => [
            ...shown.filter((toast) => toast.title !== title || toast.text !== text),
            { id, severity, title, text },
          ]);
          window.setTimeout(() => remove(id), STAYS_MS[severity]);
        })
    );
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, []);

  return (
    <div role="status" aria-live="polite" className={styles.stack}>
      {toasts.map(({ id, severity, title, text }) => (
        <Alert key={id} severity={severity} title={title} elevated onRemove={() => remove(id)}>
          {text}
        </Alert>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  stack: css({
    maxWidth: '90vw',
    position: 'fixed',
    right: theme.spacing(2),
    top: TOP_BAR_HEIGHT + theme.spacing.gridSize,
    width: 400,
    zIndex: theme.zIndex.portal,
  }),
});
