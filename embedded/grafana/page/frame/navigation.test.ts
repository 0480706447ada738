import { type NavModelItem } from '@grafana/data';

import { activeLink, breadcrumbs, documentTitle, linksOf, navigationOf } from './navigation';
import { type PluginJson } from '../../bootData';

const ROOT = '/a/girok-telemetry-app';
const page = (name: string, path: string, more = {}) => ({ type: 'page', name, path, addToNav: true, ...more });
const pluginJson = (...includes: PluginJson['includes']): PluginJson => ({
  id: 'girok-telemetry-app',
  type: 'app',
  name: 'Girok Telemetry',
  includes,
  info: { version: '1', updated: '', description: '', logos: { small: 'img/logo.svg', large: '' } },
});
const NAVIGATION = navigationOf(
  pluginJson(
    page('Audit logs', `${ROOT}/audit`),
    page('Overview', '/a/%PLUGIN_ID%/overview', { defaultNav: true }),
    page('Hidden', `${ROOT}/hidden`, { addToNav: false }),
    { type: 'dashboard', name: 'Report', path: 'dashboards/report.json', addToNav: true }
  )
);

test('pages of the menu are the includes of type page with addToNav, their ids filled in', () => {
  expect(NAVIGATION.pages.map(({ text, url }) => [text, url])).toEqual([
    ['Audit logs', `${ROOT}/audit`],
    ['Overview', `${ROOT}/overview`],
  ]);
  expect(NAVIGATION.start).toBe(`${ROOT}/overview`);
  expect(NAVIGATION.logo).toBe('/public/plugins/girok-telemetry-app/img/logo.svg');
});

test('the configuration page is listed once, whether the includes have it or not', () => {
  const listed = navigationOf(pluginJson(page('Settings', '/plugins/girok-telemetry-app')));
  expect(linksOf(listed).map(({ text }) => text)).toEqual(['Settings']);
  expect(linksOf(NAVIGATION).at(-1)).toMatchObject({ text: 'Configuration', url: '/plugins/girok-telemetry-app' });
});

test('without a build there is still a way home', () => {
  expect(navigationOf(undefined)).toMatchObject({ appName: 'girok-telemetry-app', start: ROOT, pages: [] });
});

test.each([
  [`${ROOT}/audit`, 'Audit logs'],
  [`${ROOT}/audit/event/7`, 'Audit logs'],
  [`${ROOT}/auditing`, undefined],
  ['/explore', undefined],
])('on %s the lit entry is %s', (path, text) => expect(activeLink(NAVIGATION.pages, path)?.text).toBe(text));

describe('breadcrumbs', () => {
  const audit: NavModelItem = { text: 'Audit logs', url: `${ROOT}/audit?from=now-1h` };
  const event: NavModelItem = { text: 'Event 7', url: `${ROOT}/audit/7`, parentItem: audit };
  const trail = (path: string, pageNav?: NavModelItem) =>
    breadcrumbs(NAVIGATION, path, pageNav).map(({ text }) => text);

  test.each<[string, string, NavModelItem | undefined, string[]]>([
    [
      'a page of the menu is named once, though the page names itself too',
      `${ROOT}/audit`,
      audit,
      ['Home', 'Girok Telemetry', 'Audit logs'],
    ],
    [
      'a drilldown page hangs below its parent',
      `${ROOT}/audit/7`,
      event,
      ['Home', 'Girok Telemetry', 'Audit logs', 'Event 7'],
    ],
    [
      'before the page has said its name the menu says it',
      `${ROOT}/audit`,
      undefined,
      ['Home', 'Girok Telemetry', 'Audit logs'],
    ],
    [
      'a hidden parent is left out',
      `${ROOT}/x`,
      { text: 'X', parentItem: { text: 'Tab', hideFromBreadcrumbs: true } },
      ['Home', 'Girok Telemetry', 'X'],
    ],
    [
      'the app stays, though its name leads to the first page',
      `${ROOT}/overview`,
      { text: 'Overview', url: `${ROOT}/overview` },
      ['Home', 'Girok Telemetry', 'Overview'],
    ],
  ])('%s', (_, path, pageNav, expected) => expect(trail(path, pageNav)).toEqual(expected));

  test('the crumb keeps the time range of its page', () => {
    expect(breadcrumbs(NAVIGATION, `${ROOT}/audit/7`, event)[2].url).toBe(`${ROOT}/audit?from=now-1h`);
  });

  test('the title has the most specific first', () => {
    const title = documentTitle(NAVIGATION, breadcrumbs(NAVIGATION, `${ROOT}/audit/7`, event));
    expect(title).toBe('Event 7 - Audit logs - Girok Telemetry - Embedded preview');
  });
});
