/* eslint-disable no-duplicate-imports -- every declared module has imports of its own */
// Setters that Grafana calls at start and @grafana/runtime keeps out of its package exports. See build.ts, alias.
declare module '@runtime-esm/components/PluginPage.mjs' {
  import { type PluginPageType } from '@grafana/runtime';

  export function setPluginPage(component: PluginPageType): void;
}

declare module '@runtime-esm/components/PanelDataErrorView.mjs' {
  import { type PanelDataErrorViewProps } from '@grafana/runtime';
  import { type ComponentType } from 'react';

  export function setPanelDataErrorView(component: ComponentType<PanelDataErrorViewProps>): void;
}

declare module '@runtime-esm/components/DataSourcePicker.mjs' {
  import { type DataSourcePickerProps } from '@grafana/runtime';
  import { type ComponentType } from 'react';

  export function setDataSourcePicker(component: ComponentType<DataSourcePickerProps> | undefined): void;
}

declare module '@runtime-esm/services/dataSource/settings.mjs' {
  import { type DataSourceInstanceSettings } from '@grafana/data';

  export function initDataSourceInstanceSettings(
    settings: Record<string, DataSourceInstanceSettings>,
    defaultName: string
  ): void;
}

declare module '@runtime-esm/services/dataSource/dataSource.mjs' {
  import { type DataSourcePlugin, type DataSourcePluginMeta } from '@grafana/data';

  export function setDataSourcePluginImporter(
    load: (meta: DataSourcePluginMeta) => Promise<DataSourcePlugin<never>>
  ): void;
}
