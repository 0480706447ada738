import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

import { type PluginBoot, type PluginJson, type PluginSettings } from '../bootData';
import { PLUGIN_ID } from '../plugin';
import { pluginRoute, type PluginRoute } from './pluginRoutes';

const pluginJson = z.looseObject({
  id: z.literal(PLUGIN_ID),
  name: z.string(),
  type: z.literal('app'),
  includes: z
    .array(
      z.looseObject({
        type: z.string(),
        name: z.string(),
        path: z.string().optional(),
        icon: z.string().optional(),
        addToNav: z.boolean().optional(),
        defaultNav: z.boolean().optional(),
      })
    )
    .default([]),
  info: z.looseObject({
    version: z.string(),
    updated: z.string(),
    description: z.string().default(''),
    logos: z.looseObject({ small: z.string(), large: z.string() }).default({ small: '', large: '' }),
  }),
});

/** The routes of plugin.json in the build; none while it is not built. @throws ZodError for routes that are none */
export async function readPluginRoutes(pluginDist: string): Promise<PluginRoute[]> {
  const text = await readFile(path.join(pluginDist, 'plugin.json'), 'utf8').catch(() => '{}');
  return z.object({ routes: z.array(pluginRoute).default([]) }).parse(JSON.parse(text)).routes;
}

/** plugin.json of the build with the stored settings, or a sentence that says why it cannot be used. Read anew each time. */
export async function readPluginBoot(pluginDist: string, settings: PluginSettings): Promise<PluginBoot> {
  let text: string;
  try {
    text = await readFile(path.join(pluginDist, 'plugin.json'), 'utf8');
  } catch {
    return { problem: `there is no plugin.json in ${path.basename(pluginDist)}/, so the plugin is not built yet` };
  }
  try {
    return { json: pluginJson.parse(JSON.parse(text)) as PluginJson, settings };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { problem: `plugin.json is not that of ${PLUGIN_ID}: ${reason}` };
  }
}
