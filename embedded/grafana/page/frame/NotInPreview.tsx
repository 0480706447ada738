import { type NavModelItem } from '@grafana/data';
import { EmptyState, LinkButton } from '@grafana/ui';
import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';

import { PluginPage } from './PluginPage';

/** For addresses of Grafana's own pages. */
export function NotInPreview({ start }: { start: string }) {
  const { pathname } = useLocation();
  const pageNav = useMemo((): NavModelItem => ({ text: 'Not in the preview', url: pathname }), [pathname]);
  return (
    <PluginPage pageNav={pageNav}>
      <EmptyState
        variant="not-found"
        message={`The embedded preview does not have ${pathname}; Grafana does.`}
        button={<LinkButton href={start}>Back to the app</LinkButton>}
      >
        It shows this plugin&apos;s own pages. Dashboards, Explore and alerting are Grafana&apos;s:{' '}
        <code>docker compose up</code> shows the plugin in Grafana.
      </EmptyState>
    </PluginPage>
  );
}
