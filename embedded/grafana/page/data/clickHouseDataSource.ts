import {
  CoreApp,
  type DataFrame,
  type DataQueryRequest,
  getDefaultTimeRange,
  type LegacyMetricFindQueryOptions,
  type MetricFindValue,
  type ScopedVars,
  toDataFrame,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { lastValueFrom } from 'rxjs';

/** The fields of grafana-clickhouse-datasource's query that its backend reads. */
export interface ClickHouseQuery extends DataQuery {
  rawSql?: string;
  /** 0 time series, 1 table, 2 logs, 3 traces */
  format?: number;
}

const TABLE = 1;

/**
 * Stand-in for grafana-clickhouse-datasource's frontend (it is on no package registry): the same query shape, the same
 * interpolation, the same POST /api/ds/query.
 */
export class ClickHouseDataSource extends DataSourceWithBackend<ClickHouseQuery> {
  /** An empty object asks Grafana for its standard annotation support. */
  annotations = {};

  filterQuery(query: ClickHouseQuery): boolean {
    return Boolean(query.rawSql);
  }

  applyTemplateVariables(query: ClickHouseQuery, scopedVars: ScopedVars): ClickHouseQuery {
    return { ...query, rawSql: getTemplateSrv().replace(query.rawSql, scopedVars, formatValue) };
  }

  /** Values of a query variable: one column is text and value; of two columns the first is the value. */
  async metricFindQuery(
    query: ClickHouseQuery | string,
    options?: LegacyMetricFindQueryOptions
  ): Promise<MetricFindValue[]> {
    const rawSql = typeof query === 'string' ? query : query.rawSql;
    if (!rawSql) {
      return [];
    }
    const response = await lastValueFrom(this.query(variableRequest(rawSql, options)));
    if (response.errors?.[0]) {
      throw new Error(response.errors[0].message ?? 'The query of the variable failed');
    }
    return findValues(response.data[0]);
  }
}

/** The data source's own default format: lists are quoted and joined without escaping, single values are put in raw. */
export function formatValue(value: unknown): unknown {
  return Array.isArray(value) ? `'${value.join("','")}'` : value;
}

function findValues(data?: DataFrame): MetricFindValue[] {
  const [ids, texts] = data ? toDataFrame(data).fields : [];
  if (!ids) {
    return [];
  }
  return ids.values.map((id: unknown, row) => ({ value: String(id), text: String(texts ? texts.values[row] : id) }));
}

function variableRequest(rawSql: string, options?: LegacyMetricFindQueryOptions): DataQueryRequest<ClickHouseQuery> {
  return {
    requestId: `variable-${options?.variable?.name ?? rawSql}`,
    app: CoreApp.Unknown,
    timezone: 'browser',
    startTime: Date.now(),
    interval: '1s',
    intervalMs: 1000,
    maxDataPoints: 1000,
    range: options?.range ?? getDefaultTimeRange(),
    scopedVars: options?.scopedVars ?? {},
    targets: [{ refId: 'variable', rawSql, format: TABLE }],
  };
}
