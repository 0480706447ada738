import { config } from '@grafana/runtime';

import { exploreUrl, mayExplore } from './explore';

test('Explore opens with the data source, the statements and the time range', () => {
  Object.assign(config.bootData.user, { orgId: 7 });
  const hostile = `SELECT '&panes={}#', "\u{1F389}" -- ?`;
  const url = new URL(exploreUrl('uid-1', [hostile, 'SELECT 2'], { from: 'now-1h', to: 'now' }), 'http://grafana');
  expect(url.pathname).toBe('/explore');
  expect(url.searchParams.get('schemaVersion')).toBe('1');
  expect(url.searchParams.get('orgId')).toBe('7');
  const { girok } = JSON.parse(url.searchParams.get('panes') ?? '') as { girok: Record<string, unknown> };
  expect(girok).toMatchObject({
    datasource: 'uid-1',
    range: { from: 'now-1h', to: 'now' },
    queries: [
      { refId: 'A', rawSql: hostile, datasource: { uid: 'uid-1', type: 'grafana-clickhouse-datasource' }, format: 1 },
      { refId: 'B', rawSql: 'SELECT 2' },
    ],
  });
});

test.each([
  ['switched off', false, { 'datasources:explore': true }, 'Admin', false],
  ['may', true, { 'datasources:explore': true }, 'Viewer', true],
  ['may not', true, {}, 'Editor', false],
  ['without permissions the role decides: Editor', true, undefined, 'Editor', true],
  ['without permissions the role decides: Viewer', true, undefined, 'Viewer', false],
])('%s', (_, exploreEnabled, permissions, orgRole, expected) => {
  config.exploreEnabled = exploreEnabled;
  Object.assign(config.bootData.user, { permissions, orgRole });
  expect(mayExplore()).toBe(expected);
});
