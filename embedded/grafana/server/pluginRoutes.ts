import { z } from 'zod';

/** A route of plugin.json, as far as the preview knows them: no body, no RBAC action. */
export const pluginRoute = z.object({
  path: z.string(),
  method: z.string().default(''),
  reqRole: z.string().optional(),
  url: z.string(),
  headers: z.array(z.object({ name: z.string(), content: z.string() })).default([]),
});

export type PluginRoute = z.infer<typeof pluginRoute>;

/** What the templates of a route read. */
export interface RouteData {
  JsonData: Record<string, unknown>;
  SecureJsonData: Record<string, string>;
}

/**
 * The first route that fits, and what its `*` stands for (empty without one). Grafana's rules, as measured in 12.4.3: the
 * method is equal, and the whole path fits the pattern; `*` is one part of it or more and stands only at the end here.
 * Grafana hands `..` on; here nothing fits it.
 */
export function findRoute(
  routes: readonly PluginRoute[],
  method: string,
  path: string
): { route: PluginRoute; rest: string } | undefined {
  for (const route of routes) {
    const rest = ['', '*', method].includes(route.method) ? restOf(route.path, path) : undefined;
    if (rest !== undefined) {
      return { route, rest };
    }
  }
  return undefined;
}

function restOf(pattern: string, path: string): string | undefined {
  const parts = partsOf(path).map(decoded);
  const wanted = partsOf(pattern);
  const open = wanted.at(-1) === '*';
  const fixed = open ? wanted.slice(0, -1) : wanted;
  const fits = open ? parts.length > fixed.length : parts.length === fixed.length;
  if (!fits || parts.includes(undefined) || !fixed.every((part, i) => part === parts[i])) {
    return undefined;
  }
  const rest = parts.slice(fixed.length).join('/');
  return rest.split('/').some((part) => part === '.' || part === '..') ? undefined : rest;
}

const partsOf = (path: string) => path.replace(/^\/|\/$/g, '').split('/');

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** `{{ .JsonData.sidecarUrl }}/healthz` with its values. @throws Error that names the setting which is not there */
export function filled(template: string, data: RouteData): string {
  return template.replace(
    /\{\{\s*\.(JsonData|SecureJsonData)\.(\w+)\s*\}\}/g,
    (_, part: keyof RouteData, name: string) => {
      const value = data[part][name];
      if (value === undefined || value === '') {
        throw new Error(`The setting "${name}" of the app is empty.`);
      }
      return String(value);
    }
  );
}
