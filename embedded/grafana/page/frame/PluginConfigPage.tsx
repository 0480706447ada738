import { type AppPlugin, type KeyValue, type NavModelItem, PluginContextProvider } from '@grafana/data';
import { locationSearchToObject } from '@grafana/runtime';
import { EmptyState } from '@grafana/ui';
import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';

import { PluginPage } from './PluginPage';
import { PLUGIN_CONFIG_ROOT } from '../../plugin';

/** Where Grafana shows a plugin's configuration: its own config pages as tabs, chosen by `?page=`. */
export function PluginConfigPage({ plugin }: { plugin: AppPlugin }) {
  const { search } = useLocation();
  const query = locationSearchToObject(search) as KeyValue;
  const pages = plugin.configPages ?? [];
  const page = pages.find(({ id }) => id === query.page) ?? pages[0];
  const pageNav = useMemo(
    (): NavModelItem => ({
      text: 'Configuration',
      subTitle: `Settings of ${plugin.meta.name}, as on its page under Administration > Plugins.`,
      url: PLUGIN_CONFIG_ROOT,
      children: (plugin.configPages ?? []).map(({ id, title, icon }) => ({
        id,
        text: title,
        icon,
        url: `${PLUGIN_CONFIG_ROOT}?page=${encodeURIComponent(id)}`,
        active: id === page?.id,
      })),
    }),
    [page?.id, plugin]
  );
  return (
    <PluginPage pageNav={pageNav}>
      {page ? (
        <PluginContextProvider meta={plugin.meta}>
          <page.body plugin={plugin} query={query} />
        </PluginContextProvider>
      ) : (
        <EmptyState variant="not-found" message={`${plugin.meta.name} has no configuration page`} />
      )}
    </PluginPage>
  );
}
