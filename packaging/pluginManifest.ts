import { z } from 'zod';

const PLUGIN_ID = /^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/;
const text = z.string().min(1);
const titled = { title: z.string().min(10), description: text.optional() };

/**
 * Fields that Grafana documents for the plugin.json of an app, as far as this one uses them; others are refused. An app
 * without a backend has no `executable`.
 */
export const pluginManifest = z.strictObject({
  $schema: z.url().optional(),
  type: z.literal('app'),
  id: z.string().regex(PLUGIN_ID).endsWith('-app'),
  name: text,
  info: z.strictObject({
    keywords: z.array(text).min(1),
    description: text,
    author: z.strictObject({ name: text, url: z.url().optional() }),
    logos: z.strictObject({ small: z.string().endsWith('.svg'), large: z.string().endsWith('.svg') }),
    links: z.array(z.strictObject({ name: text, url: z.url() })).optional(),
    screenshots: z.array(z.strictObject({ name: text, path: text })),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    updated: z.iso.date(),
  }),
  includes: z.array(
    z.strictObject({
      type: z.enum(['dashboard', 'page']),
      name: text,
      path: text,
      icon: text.optional(),
      role: z.enum(['Admin', 'Editor', 'Viewer']).optional(),
      addToNav: z.boolean().optional(),
      defaultNav: z.boolean().optional(),
    })
  ),
  routes: z.array(
    z.strictObject({
      path: text,
      method: z.enum(['GET', 'POST']),
      reqRole: z.enum(['Admin', 'Editor', 'Viewer']),
      url: text,
      headers: z.array(z.strictObject({ name: text, content: text })),
    })
  ),
  extensions: z.strictObject({
    addedLinks: z.array(z.strictObject({ targets: z.array(text).min(1), ...titled })),
    exposedComponents: z.array(z.strictObject({ id: text, ...titled, title: text })),
  }),
  dependencies: z.strictObject({
    grafanaDependency: z.string().regex(/^>=\d+\.\d+\.\d+$/),
    plugins: z.array(
      z.strictObject({
        type: z.enum(['app', 'datasource', 'panel']),
        id: z.string().regex(PLUGIN_ID),
        name: text,
        version: text.optional(),
      })
    ),
  }),
});
