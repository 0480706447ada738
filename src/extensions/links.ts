import { type RawTimeRange, type ScopedVars, urlUtil } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';

import { filtersInSql, type FoundFilter } from './filtersInSql';
import { GIROK_ORIGIN, ORIGIN_LABEL } from '../../queries/alerts/grafana';
import { AUDIT_FIELDS } from '../../queries/audit/fields';
import { SPAN_FIELDS } from '../../queries/traces/fields';
import { DATA_SOURCE_TYPE, pageUrl, traceUrl } from '../app/plugin';
import { alertAddress } from '../scenes/alerts/alertAddress';

/** What a dashboard panel and Explore say of what they show. */
export interface QueriesContext {
  targets?: DataQuery[];
  timeRange?: RawTimeRange;
  /** Values of a repeated panel. */
  scopedVars?: ScopedVars;
}

/** What Grafana's trace view says of its trace. */
export interface TraceContext {
  traceID?: string;
  datasource?: { uid?: string; type?: string };
}

/** What the list of alert instances says of one. */
export interface AlertContext {
  instance?: { labels?: Record<string, string>; activeAt?: string };
}

interface ClickHouseQuery extends DataQuery {
  rawSql?: string;
}

/** Data sources that can show the traces of our tables: ClickHouse itself, and Jaeger through `girok serve`. */
const TRACE_SOURCES = [DATA_SOURCE_TYPE, 'jaeger'];

/** The page begins with root spans; most services have none. */
const ALL_SPANS = { spans: 'all' };

/** The tables of a page, by what their names begin with, whoever made them. */
const PAGES_OF_TABLES = [
  { table: /\botel_(audit_)?logs\b/, page: 'audit', fields: AUDIT_FIELDS, title: 'audit logs', also: {} },
  { table: /\botel_(audit_)?traces\b/, page: 'traces', fields: SPAN_FIELDS, title: 'traces', also: ALL_SPANS },
] as const;

/** Labels in which alert rules name a service, by how common they are. */
const SERVICE_LABELS = ['service', 'service_name', 'ServiceName'];

const HALF_AN_HOUR = 30 * 60_000;

/**
 * Where the rows of a panel or of Explore can be looked at without SQL: the page of the first statement that reads one of our
 * tables, with its time range, its data source and the filters that it certainly has. Undefined hides the link.
 * @param interpolate puts the values of dashboard variables in
 */
export function linkFromQueries(
  { targets = [], timeRange }: QueriesContext,
  interpolate: (statement: string) => string
): { path: string; title: string } | undefined {
  for (const { datasource, rawSql } of targets as ClickHouseQuery[]) {
    const place = PAGES_OF_TABLES.find(({ table }) => rawSql !== undefined && table.test(rawSql));
    if (place && rawSql !== undefined && datasource?.type === DATA_SOURCE_TYPE) {
      return {
        path: urlUtil.renderUrl(pageUrl(place.page), {
          ...timesOf(timeRange),
          'var-ds': datasource.uid && interpolate(datasource.uid),
          'var-filters': filtersInSql(interpolate(rawSql), place.fields).map(inAddress),
          ...place.also,
        }),
        title: `Open in Girok ${place.title}`,
      };
    }
  }
  return undefined;
}

/** The same trace in Girok. Undefined hides the link. */
export function linkFromTrace({ traceID, datasource }: TraceContext): { path: string } | undefined {
  if (!traceID || !TRACE_SOURCES.includes(datasource?.type ?? '')) {
    return undefined;
  }
  const dataSource = datasource?.type === DATA_SOURCE_TYPE ? datasource.uid : undefined;
  return { path: urlUtil.renderUrl(traceUrl(traceID), dataSource ? { 'var-ds': dataSource } : {}) };
}

/** What the service of an alert did from half an hour before it began to fire. Undefined hides the link. */
export function linkFromAlert({ instance }: AlertContext): { path: string } | undefined {
  const { activeAt = '' } = instance ?? {};
  const labels = (instance && labelsOf(instance)) ?? {};
  const service = SERVICE_LABELS.map((label) => labels[label]).find(Boolean);
  if (service === undefined) {
    return undefined;
  }
  const since = Date.parse(activeAt);
  return {
    path: urlUtil.renderUrl(pageUrl('traces'), {
      // year 1 stands for "not firing"
      ...(since > 0 ? { from: new Date(since - HALF_AN_HOUR).toISOString(), to: 'now' } : {}),
      'var-filters': inAddress({ key: 'service', value: service }),
      ...ALL_SPANS,
    }),
  };
}

/** Where an alert of one of Girok's rules is acknowledged. Undefined hides the link. */
export function acknowledgeFromAlert({ instance }: AlertContext): { path: string } | undefined {
  const labels = (instance && labelsOf(instance)) ?? {};
  return labels[ORIGIN_LABEL] === GIROK_ORIGIN
    ? { path: urlUtil.renderUrl(pageUrl('pipeline'), { tab: 'alerts', alert: alertAddress(labels) }) }
    : undefined;
}

/**
 * Grafana hands over a proxy, which throws when an object is read through it whose owner is frozen, as what alerting keeps is
 * (seen in 12.4.3). A property descriptor comes through.
 */
const labelsOf = (instance: NonNullable<AlertContext['instance']>) =>
  Object.getOwnPropertyDescriptor(instance, 'labels')?.value as Record<string, string> | undefined;

const timesOf = (range?: RawTimeRange) => range && { from: timeText(range.from), to: timeText(range.to) };

const timeText = (time: RawTimeRange['from']) => (typeof time === 'string' ? time : time.toISOString());

/** As scenes write a filter into the address; the scenes library is too large for what Grafana loads at its start. */
const inAddress = ({ key, value }: FoundFilter) =>
  [key, '=', value].map((part) => part.replaceAll('|', '__gfp__')).join('|');
