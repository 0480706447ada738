import { type NavModelItem } from '@grafana/data';

import { type PluginJson } from '../../bootData';
import { PLUGIN_CONFIG_ROOT, PLUGIN_ID, PLUGIN_ROOT } from '../../plugin';

export interface NavLink {
  text: string;
  url: string;
  icon?: string;
}

export interface Navigation {
  appName: string;
  logo?: string;
  /** Where Home and the app's own name lead: the page with `defaultNav`, else the first. */
  start: string;
  pages: NavLink[];
  /** For the plugin's own configuration page, when its includes do not already list it. */
  configuration?: NavLink;
}

/** The app's part of Grafana's navigation, from plugin.json `includes` (type page, addToNav). */
export function navigationOf(json: PluginJson | undefined): Navigation {
  const pages = (json?.includes ?? []).filter(({ type, path }) => type === 'page' && path);
  const links = pages.map((page) => ({ ...page, url: page.path!.replaceAll('%PLUGIN_ID%', PLUGIN_ID) }));
  const start = links.find(({ defaultNav }) => defaultNav) ?? links[0];
  const listed = links.filter(({ addToNav }) => addToNav).map(({ name, url, icon }) => ({ text: name, url, icon }));
  return {
    appName: json?.name ?? PLUGIN_ID,
    logo: json?.info.logos.small ? `/public/plugins/${PLUGIN_ID}/${json.info.logos.small}` : undefined,
    start: start?.url ?? PLUGIN_ROOT,
    pages: listed,
    configuration: listed.some(({ url }) => pathOf(url) === PLUGIN_CONFIG_ROOT)
      ? undefined
      : { text: 'Configuration', url: PLUGIN_CONFIG_ROOT, icon: 'cog' },
  };
}

/** Every entry of the menu. */
export function linksOf({ pages, configuration }: Navigation): NavLink[] {
  return configuration ? [...pages, configuration] : pages;
}

/** The entry that the path belongs to: the longest one it starts with, so that drilldown pages keep their entry lit. */
export function activeLink(links: NavLink[], path: string): NavLink | undefined {
  return links
    .filter(({ url }) => path === pathOf(url) || path.startsWith(`${pathOf(url)}/`))
    .sort((left, right) => pathOf(right.url).length - pathOf(left.url).length)[0];
}

/**
 * Home > app > page > drilldown, as Grafana builds it: the section of the path, then the page's own chain of parents.
 * An entry that leads where its predecessor leads replaces it.
 */
export function breadcrumbs(navigation: Navigation, path: string, pageNav: NavModelItem | undefined): NavLink[] {
  const trail: NavLink[] = [
    { text: 'Home', url: '/' },
    { text: navigation.appName, url: navigation.start },
  ];
  const section = activeLink(linksOf(navigation), path);
  const chain: NavLink[] = [];
  for (let item = pageNav; item; item = item.parentItem) {
    if (!item.hideFromBreadcrumbs) {
      chain.unshift({ text: item.text, url: item.url ?? path });
    }
  }
  for (const crumb of [...(section ? [section] : []), ...chain]) {
    const last = trail.at(-1);
    if (last && trail.length > 2 && (pathOf(last.url) === pathOf(crumb.url) || last.text === crumb.text)) {
      trail.pop();
    }
    trail.push(crumb);
  }
  return trail;
}

/** "Audit logs - Girok Telemetry - Embedded preview": most specific first, as Grafana does. */
export function documentTitle(navigation: Navigation, trail: NavLink[]): string {
  const own = trail.slice(2).map(({ text }) => text);
  return [...own.reverse(), navigation.appName, 'Embedded preview'].join(' - ');
}

function pathOf(url: string): string {
  return url.split(/[?#]/)[0].replace(/\/$/, '');
}
