import {
  ConstantVariable,
  EmbeddedScene,
  sceneGraph,
  SceneFlexLayout,
  SceneVariableSet,
  TestVariable,
} from '@grafana/scenes';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { staleFiles } from './build';
import { dashboardSchema, dashboardsOnDisk, filledIn, panelsOf, percentEncoded } from './queriesForTest';
import { DASHBOARDS } from './source/names';
import { HOSTILE } from '../queries/hostile';
import { dashboardVariable } from '../queries/sql';

const files = dashboardsOnDisk();
const checked = files.map(([name, json]) => ({ name, json, dashboard: dashboardSchema.parse(json) }));

test('the files are what their sources say; else: npm run dashboards', () => {
  expect(staleFiles()).toEqual([]);
  expect(files.map(([name]) => name).sort()).toEqual(Object.keys(DASHBOARDS).sort());
});

test('Grafana imports every dashboard with the app', () => {
  const { includes } = JSON.parse(readFileSync(path.join(__dirname, '../src/plugin.json'), 'utf8')) as {
    includes: Array<{ type: string; name: string; path: string }>;
  };
  expect(includes.filter(({ type }) => type === 'dashboard').map(({ name, path }) => [name, path])).toEqual(
    Object.entries(DASHBOARDS).map(([file, { title }]) => [title, `dashboards/${file}.json`])
  );
});

test('uids differ, and so do the ids of the panels of each', () => {
  const uids = checked.map(({ dashboard }) => dashboard.uid);
  expect(new Set(uids).size).toBe(uids.length);
  for (const { dashboard } of checked) {
    const ids = [...dashboard.panels, ...panelsOf(dashboard)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(new Set([...dashboard.panels, ...panelsOf(dashboard)]).size);
  }
});

describe.each(checked)('$name', ({ dashboard, json }) => {
  test('its panels do not lie on each other and fit the grid', () => {
    const cells = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.get(`${x} ${y}`)).toBeUndefined();
          cells.set(`${x} ${y}`, title);
        }
      }
    }
  });

  test('no two columns of a table have one title: Grafana would show the second twice', () => {
    for (const { title, fieldConfig } of panelsOf(dashboard)) {
      const titles = fieldConfig.overrides.flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'displayName').map(({ value }) => value)
      );
      expect([title, new Set(titles).size]).toEqual([title, titles.length]);
    }
  });

  test('a number has a unit', () => {
    for (const { type, title, fieldConfig } of panelsOf(dashboard)) {
      expect([
        title,
        ['table', 'nodeGraph', 'heatmap'].includes(type) || fieldConfig.defaults.unit !== undefined,
      ]).toEqual([title, true]);
    }
  });

  test('its variables reach SQL percent-encoded and in no other way', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const values = Object.fromEntries(names.filter((name) => name !== 'ds').map((name) => [name, 'x']));
    for (const { targets } of panelsOf(dashboard)) {
      for (const { rawSql } of targets) {
        expect(filledIn(rawSql, values)).not.toMatch(/\$\{|\[\[|\$(?!__(fromTime|toTime|timeInterval|interval_s))/);
      }
    }
    for (const { query, multi } of dashboard.templating.list) {
      // several values in one literal could not be told apart
      expect(multi ?? false).toBe(false);
      if (typeof query === 'object') {
        expect(() => filledIn(query.rawSql, {})).not.toThrow();
      }
    }
  });

  test('links to other dashboards and to the app keep time and data source', () => {
    const urls = [...JSON.stringify(json).matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url);
    for (const url of urls.filter((url) => url.includes('?'))) {
      expect(url).toContain('?${__url_time_range}&${ds:queryparam}');
    }
    const uids: string[] = Object.values(DASHBOARDS).map(({ uid }) => uid);
    for (const uid of urls.flatMap((url) => /^\/d\/([a-z-]+)\?/.exec(url)?.[1] ?? [])) {
      expect(uids).toContain(uid);
    }
  });
});

describe("Grafana's own interpolation", () => {
  const interpolated = (value: string | string[], text: string) => {
    const scene = new EmbeddedScene({
      $variables: new SceneVariableSet({
        variables: [
          new TestVariable({ name: 'service', value, text: value, optionsToReturn: [], query: '', delayMs: 0 }),
          new ConstantVariable({ name: 'x', value: 'leaked' }),
        ],
      }),
      body: new SceneFlexLayout({ children: [] }),
    });
    return sceneGraph.interpolate(scene, text);
  };
  const variable = dashboardVariable('service').text;

  test.each(HOSTILE)('%j stays inside the literal', (value) => {
    const sql = interpolated(value, variable);
    expect(sql).toMatch(/^decodeURLComponent\('[A-Za-z0-9\-_.~%]*'\)$/);
    expect(sql).toBe(`decodeURLComponent('${percentEncoded(value)}')`);
  });

  test('several values of an edited link stay inside the literal, too', () => {
    expect(interpolated(["a' OR 1=1 --", '\\'], variable)).toMatch(/^decodeURLComponent\('[A-Za-z0-9\-_.~%]*'\)$/);
  });

  test.each(['singlequote', 'sqlstring', 'raw', 'csv', 'doublequote'])(
    'the format %s would let a value out',
    (format) => {
      expect(interpolated("\\' OR 1=1 -- ", `'\${service:${format}}'`)).toMatch(/OR 1=1/);
    }
  );
});
