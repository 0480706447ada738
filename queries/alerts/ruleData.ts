import { type Sql } from '../sql';
import { type AlertRule } from './alertRule';

/** The query of a rule and its threshold, as Grafana 12 and 13 take them: `A` and `C`, the condition. */
export const ruleData = ({ above, wellBelow }: AlertRule, sql: Sql, dataSourceUid: string) => [
  {
    refId: 'A',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: dataSourceUid,
    model: {
      refId: 'A',
      datasource: { type: 'grafana-clickhouse-datasource', uid: dataSourceUid },
      editorType: 'sql',
      queryType: 'table',
      format: 1,
      pluginVersion: '4.20.0',
      rawSql: sql.text,
    },
  },
  {
    refId: 'C',
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: '__expr__',
    model: {
      refId: 'C',
      type: 'threshold',
      expression: 'A',
      datasource: { type: '__expr__', uid: '__expr__' },
      conditions: [
        {
          evaluator: { type: 'gt', params: [above] },
          unloadEvaluator: wellBelow === undefined ? undefined : { type: 'lt', params: [wellBelow] },
        },
      ],
    },
  },
];
