import { AppPlugin, type AppPluginMeta } from '@grafana/data';

import { loadAmdModule, PluginLoadError } from './amdLoader';
import { type PluginBoot, type PluginJson, type PluginSettings } from '../../bootData';
import { PLUGIN_BASE_URL, PLUGIN_ID, PLUGIN_ROOT } from '../../plugin';

const MODULE = `/${PLUGIN_BASE_URL}/module.js`;

/** Loads the plugin's build as Grafana does and hands it its meta. Throws PluginLoadError. */
export async function loadPlugin(boot: PluginBoot): Promise<AppPlugin> {
  if ('problem' in boot) {
    throw new PluginLoadError(`/${PLUGIN_BASE_URL}/plugin.json`, boot.problem);
  }
  const exports = await loadAmdModule(MODULE);
  const plugin = pluginOf(exports);
  if (!plugin) {
    throw new PluginLoadError(MODULE, 'it exports no `plugin` that is an AppPlugin');
  }
  plugin.meta = metaOf(boot.json, boot.settings);
  plugin.init(plugin.meta);
  return plugin;
}

function pluginOf(exports: unknown): AppPlugin | undefined {
  const plugin = typeof exports === 'object' && exports !== null && 'plugin' in exports ? exports.plugin : undefined;
  return plugin instanceof AppPlugin ? plugin : undefined;
}

/** Grafana's server fills in these fields; `%PLUGIN_ID%` in paths is replaced there as well. */
function metaOf(json: PluginJson, settings: PluginSettings): AppPluginMeta {
  const meta = {
    ...json,
    ...settings,
    includes: json.includes.map((include) => ({
      ...include,
      path: include.path?.replaceAll('%PLUGIN_ID%', PLUGIN_ID),
    })),
    baseUrl: PLUGIN_BASE_URL,
    module: MODULE,
    defaultNavUrl: PLUGIN_ROOT,
  };
  return meta as unknown as AppPluginMeta;
}
