import { dateTime, rangeUtil } from '@grafana/data';
import {
  AdHocFiltersVariable,
  EmbeddedScene,
  sceneGraph,
  SceneControlsSpacer,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';

import { runner } from './query';
import { VARIABLES } from './variables';
import { where } from '../../queries/filters';
import { SERVICE_FIELDS } from '../../queries/services/fields';
import { grafanaVariable, sql } from '../../queries/sql';

const HOSTILE = "'; ${ds} $__interval [[ds]]";

function asked(from: string, ...filters: Array<[key: string, value: string]>) {
  const filtersOfPage = grafanaVariable(VARIABLES.filters);
  const data = runner([
    {
      refId: 'requests',
      sql: sql`SELECT 'spans' WHERE ${filtersOfPage}`,
      sqlOfTotals: sql`SELECT 'totals' WHERE ${filtersOfPage}`,
      as: 'table',
    },
  ]);
  const scene = new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from, to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [
        new AdHocFiltersVariable({
          name: VARIABLES.filters,
          applyMode: 'manual',
          filters: filters.map(([key, value]) => ({ key, operator: '=', value })),
          expressionBuilder: (all) => where(all, SERVICE_FIELDS).text,
        }),
      ],
    }),
    $data: data,
    body: new SceneControlsSpacer(),
  });
  const [query] = data.state.queries;
  return { scene, data, text: sceneGraph.interpolate(data, String(query.rawSql)) };
}

test.each<[string, string, Array<[string, string]>, string]>([
  ['an hour is asked of the spans', 'now-1h', [], `SELECT 'spans' WHERE 1`],
  ['a week is asked of the totals', 'now-7d', [], `SELECT 'totals' WHERE 1`],
  [
    'a week of one service as well, and its name stays a text',
    'now-7d',
    [['service', HOSTILE]],
    `SELECT 'totals' WHERE \`ServiceName\` = '\\x27\\x3b \\x24{ds} \\x24__interval \\x5b[ds]]'`,
  ],
  [
    'a week by an attribute is asked of the spans',
    'now-7d',
    [['resource.region', 'eu']],
    `SELECT 'spans' WHERE \`ResourceAttributes\`['region'] = 'eu'`,
  ],
])('%s', (_, from, filters, expected) => {
  expect(asked(from, ...filters).text).toBe(expected);
});

test('a range that grows changes what is asked', () => {
  const { scene, data } = asked('now-1h');
  sceneGraph.getTimeRange(scene).setState(new SceneTimeRange({ from: 'now-30d', to: 'now' }).state);
  expect(sceneGraph.interpolate(data, String(data.state.queries[0].rawSql))).toBe(`SELECT 'totals' WHERE 1`);
});

test('a change of the filters runs the query again', () => {
  expect(asked('now-7d').data.variableDependency?.getNames()).toContain(VARIABLES.filters);
});

test('from the shortest long range on, the interval of a panel is made of whole hours', () => {
  const { maxDataPoints } = asked('now-7d').data.state;
  for (let days = 4; days <= 400; days += 0.25) {
    const range = { from: dateTime(0), to: dateTime(days * 86_400_000) };
    const { intervalMs } = rangeUtil.calculateInterval({ ...range, raw: range }, maxDataPoints ?? 0);
    expect([days, intervalMs % 3_600_000]).toEqual([days, 0]);
  }
});
