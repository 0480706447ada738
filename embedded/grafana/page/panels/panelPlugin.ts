import {
  type FieldConfigPropertyItem,
  PanelPlugin,
  type PanelPluginMeta,
  type PanelProps,
  PluginType,
} from '@grafana/data';
import { type ComponentType } from 'react';

import { GRAFANA_VERSION } from '../../plugin';

type UseFieldConfig<Options, Custom extends object> = Parameters<PanelPlugin<Options, Custom>['useFieldConfig']>[0];

interface PanelParts<Options, Custom extends object> {
  panel: ComponentType<PanelProps<Options>>;
  /** Custom field options with their defaults. Overrides of an option that is not declared are dropped. */
  custom?: Custom;
  standardOptions?: NonNullable<UseFieldConfig<Options, Custom>>['standardOptions'];
}

/** A panel of the preview under the id that Grafana's own panel has. */
export function panelPlugin<Options, Custom extends object = object>(
  id: string,
  { panel, custom, standardOptions }: PanelParts<Options, Custom>
): PanelPlugin {
  const plugin = new PanelPlugin<Options, Custom>(panel).useFieldConfig({
    standardOptions,
    useCustomConfig: (builder) => {
      for (const [path, defaultValue] of Object.entries(custom ?? {})) {
        builder.addCustomEditor({ ...customOption(path), defaultValue });
      }
    },
  });
  plugin.meta = metaOf(id);
  plugin.setDataSupport({ annotations: true, alertStates: true });
  return plugin as unknown as PanelPlugin;
}

type CustomOption = Pick<
  FieldConfigPropertyItem,
  'id' | 'path' | 'name' | 'process' | 'shouldApply' | 'editor' | 'override'
>;

function customOption(path: string): CustomOption & { path: never } {
  const noEditor = () => null;
  return {
    id: path,
    path: path as never,
    name: path,
    process: (value) => value,
    shouldApply: () => true,
    editor: noEditor,
    override: noEditor,
  };
}

function metaOf(id: string): PanelPluginMeta {
  return {
    id,
    name: id,
    type: PluginType.panel,
    sort: 1,
    module: '',
    baseUrl: '',
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: GRAFANA_VERSION,
    },
  };
}
