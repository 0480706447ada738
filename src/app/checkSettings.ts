import { dateTime } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';

import { DATA_SOURCE_TYPE, PLUGIN_ID } from './plugin';
import { type AppSettings, tablesOf, WITHOUT_GIROK_TABLES } from './settings';
import { METRIC_TABLES } from '../../queries/exporter/exporter';
import { identifier, list, literal, sql } from '../../queries/sql';
import { type Layout, type TableMapping } from '../../queries/tables';
import { errorText } from '../grafana/errorText';
import { columnOf, queryOnce } from '../grafana/query';

/** One thing that was tried; `text` says what was found and, when it is wrong, what to do. */
export interface Check {
  name: string;
  ok: boolean;
  text: string;
}

/** Tries the settings, saved or not: data source, tables, sidecar. Never throws: what fails is in the result. */
export async function checkSettings(settings: AppSettings): Promise<Check[]> {
  const uid = settings.dataSourceUid || getDataSourceSrv().getList({ pluginId: DATA_SOURCE_TYPE })[0]?.uid;
  if (!uid) {
    return [
      { name: 'Data source', ok: false, text: 'Grafana has no ClickHouse data source. Add one under Connections.' },
    ];
  }
  const dataSource = await attempt('Data source', () => checkDataSource(uid));
  const tables = dataSource.ok ? await attempt('Tables', () => checkTables(uid, settings)) : undefined;
  const sidecar = await attempt('Sidecar', () => checkSidecar(settings));
  return [dataSource, tables, sidecar].filter((check) => check !== undefined);
}

async function attempt(name: string, check: () => Promise<Omit<Check, 'name'>>): Promise<Check> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return { name, ok: false, text: errorText(error) };
  }
}

async function checkDataSource(uid: string) {
  const health = await getBackendSrv().get<{ message?: string }>(
    `/api/datasources/uid/${uid}/health`,
    undefined,
    undefined,
    { showErrorAlert: false }
  );
  return { ok: true, text: health.message ?? 'works' };
}

const TRACE_COLUMNS = ['Timestamp', 'ServiceName', 'SpanName', 'SpanKind', 'Duration', 'StatusCode', 'SpanAttributes'];
const EXPORTER_METRICS = ['TimeUnix', 'ServiceName', 'MetricName', 'Attributes'];

/** Columns that the pages read and that tables of another origin may lack. */
const NEEDED: Record<Layout, Record<'logs' | 'traces' | 'metrics', string[]>> = {
  girok: {
    logs: ['Timestamp', 'IngestTime', 'RecordHash', 'Actor', 'Outcome', 'LogAttributes'],
    traces: ['Timestamp', 'IngestTime', 'ServiceName', 'SpanKind', 'Duration', 'IsError'],
    metrics: ['TimeUnix', 'IngestTime'],
  },
  exporter: { logs: ['Timestamp', 'EventName', 'LogAttributes'], traces: TRACE_COLUMNS, metrics: EXPORTER_METRICS },
  'exporter-classic': {
    logs: ['Timestamp', 'TimestampTime', 'LogAttributes'],
    traces: TRACE_COLUMNS,
    metrics: EXPORTER_METRICS,
  },
};

const MAKER: Record<Layout, string> = {
  girok: '`girok migrate`',
  exporter: 'the newer OpenTelemetry exporter',
  'exporter-classic': 'the classic OpenTelemetry exporter',
};

/** The tables of a mapping: an exporter has one for each kind of metric. */
function tablesToCheck(mapping: TableMapping): Array<{ table: string; signal: 'logs' | 'traces' | 'metrics' }> {
  const metrics = mapping.layout === 'girok' ? [''] : Object.values(METRIC_TABLES);
  return [
    { table: mapping.logs, signal: 'logs' },
    { table: mapping.traces, signal: 'traces' },
    ...metrics.map((suffix) => ({ table: mapping.metrics + suffix, signal: 'metrics' as const })),
  ];
}

async function checkTables(uid: string, settings: AppSettings) {
  const mapping = tablesOf(settings);
  const wanted = tablesToCheck(mapping);
  const names = wanted.map(({ table }) => table);
  [mapping.database, ...names].forEach(identifier);
  const question = sql`SELECT table, name FROM system.columns WHERE database = ${literal(mapping.database)} AND table IN ${list(names)}`;
  const frame = await queryOnce(uid, question, { from: dateTime(), to: dateTime() });
  const [tables, columns] = [columnOf(frame, 'table'), columnOf(frame, 'name')];
  const problems = wanted.map(({ table, signal }) => {
    const name = `${mapping.database}.${table}`;
    const present = new Set(columns.filter((_, row) => tables[row] === table));
    if (present.size === 0) {
      const advice = mapping.layout === 'girok' ? 'Run `girok migrate up`, or correct the name.' : 'Correct the name.';
      return `${name} does not exist or may not be read. ${advice}`;
    }
    const missing = NEEDED[mapping.layout][signal].filter((column) => !present.has(column));
    return missing.length > 0 && `${name} lacks ${missing.join(', ')}: it was not made by ${MAKER[mapping.layout]}.`;
  });
  const found = problems.filter((problem) => problem !== false);
  const limits = mapping.layout === 'girok' ? '' : ` ${WITHOUT_GIROK_TABLES}`;
  return found.length === 0
    ? { ok: true, text: `${names.map((name) => `${mapping.database}.${name}`).join(', ')} exist.${limits}` }
    : { ok: false, text: found.join(' ') };
}

async function checkSidecar({ sidecarUrl }: AppSettings) {
  if (!sidecarUrl) {
    return { ok: true, text: 'not configured.' };
  }
  const ask = <Answer>(what: string) =>
    getBackendSrv().get<Answer>(`/api/plugin-proxy/${PLUGIN_ID}/sidecar/${what}`, undefined, undefined, {
      showErrorAlert: false,
    });
  try {
    await ask('health');
  } catch (error) {
    return {
      ok: false,
      text: `nothing answers at ${sidecarUrl} (${errorText(error)}). Check that it runs and that Grafana's server can reach it; a new URL counts once it is saved.`,
    };
  }
  try {
    const { login, role } = await ask<{ login: string; role: string }>('identity');
    return {
      ok: true,
      text: `answers, and knows you as ${login} (${role}). (Grafana uses the saved URL and secret: save before you test new ones.)`,
    };
  } catch (error) {
    return { ok: false, text: `answers, but lets nobody in: ${errorText(error)}` };
  }
}
