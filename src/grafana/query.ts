import { type DataFrame, type TimeRange } from '@grafana/data';
import { type BackendDataSourceResponse, getBackendSrv, toDataQueryResponse } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

import { errorText } from './errorText';
import { type Sql } from '../../queries/sql';
import { DATA_SOURCE_TYPE } from '../app/plugin';

/**
 * Asks the data source once, outside of a scene's data (menus, checks). `from` and `to` are what the macros see; the
 * signal cancels the query.
 * @throws Error with the data source's own text
 */
export async function queryOnce(
  dataSourceUid: string,
  sql: Sql,
  range: Pick<TimeRange, 'from' | 'to'>,
  abortSignal?: AbortSignal
): Promise<DataFrame> {
  const response = await lastValueFrom(
    getBackendSrv().fetch<BackendDataSourceResponse>({
      url: '/api/ds/query',
      method: 'POST',
      showErrorAlert: false,
      abortSignal,
      data: {
        queries: [
          {
            refId: 'A',
            datasource: { uid: dataSourceUid, type: DATA_SOURCE_TYPE },
            rawSql: sql.text,
            format: 1,
            intervalMs: 1000,
            maxDataPoints: 1000,
          },
        ],
        from: String(range.from.valueOf()),
        to: String(range.to.valueOf()),
      },
    })
  ).catch((error: unknown) => {
    throw new Error(errorText(error));
  });
  const result = toDataQueryResponse(response);
  if (result.errors?.length || !result.data[0]) {
    throw new Error(result.errors?.[0]?.message ?? 'The data source returned nothing');
  }
  return result.data[0] as DataFrame;
}

/** Values of one column, as text. */
export function columnOf(frame: DataFrame, name: string): string[] {
  return (frame.fields.find((field) => field.name === name)?.values ?? []).map(String);
}

/** The rows of a frame: values by the name of their column. */
export function rowsFrom(frame: DataFrame): Array<Record<string, unknown>> {
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[row] as unknown]))
  );
}
