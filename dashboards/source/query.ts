import { type Builder, type Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { type DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

import { type Sql } from '../../queries/sql';

/** Name of the variable that holds the data source; the app's pages have the same, so that links carry it. */
export const DATA_SOURCE = 'ds';

/** The data source that is chosen on the dashboard. */
export const CHOSEN: DataSourceRef = { type: 'grafana-clickhouse-datasource', uid: `\${${DATA_SOURCE}}` };

/** Formats of the ClickHouse data source: 0 makes a series per label, 1 leaves rows as they are. */
const FORMAT = { timeseries: 0, table: 1 } as const;

/** A query as the data source wants it; without `pluginVersion` its editor would take it for an old one. */
export const queryOf = (refId: string, sql: Sql, as: keyof typeof FORMAT) => ({
  refId,
  datasource: CHOSEN,
  pluginVersion: '4.20.0',
  editorType: 'sql',
  rawSql: sql.text,
  format: FORMAT[as],
  queryType: as,
});

/** The same as the SDK's builders of panels take it. */
export const target = (refId: string, sql: Sql, as: keyof typeof FORMAT): Builder<Dataquery> => ({
  build: () => ({ ...queryOf(refId, sql, as), _implementsDataqueryVariant() {} }),
});
