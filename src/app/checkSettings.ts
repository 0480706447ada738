import { dateTime } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';

import { DATA_SOURCE_TYPE, PLUGIN_ID } from './plugin';
import { type AppSettings, tablesOf } from './settings';
import { identifier, list, literal, sql } from '../../queries/sql';
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

/** Columns that the pages read and that tables of another origin may lack. */
const NEEDED = {
  logs: ['Timestamp', 'IngestTime', 'RecordHash', 'Actor', 'Outcome', 'LogAttributes'],
  traces: ['Timestamp', 'IngestTime', 'ServiceName', 'SpanKind', 'Duration', 'IsError'],
  metrics: ['TimeUnix', 'IngestTime'],
} as const;

async function checkTables(uid: string, settings: AppSettings) {
  const mapping = tablesOf(settings);
  const signals = Object.keys(NEEDED) as Array<keyof typeof NEEDED>;
  const names = signals.map((signal) => mapping[signal]);
  [mapping.database, ...names].forEach(identifier);
  const question = sql`SELECT table, name FROM system.columns WHERE database = ${literal(mapping.database)} AND table IN ${list(names)}`;
  const frame = await queryOnce(uid, question, { from: dateTime(), to: dateTime() });
  const [tables, columns] = [columnOf(frame, 'table'), columnOf(frame, 'name')];
  const problems = signals.map((signal) => {
    const table = `${mapping.database}.${mapping[signal]}`;
    const present = new Set(columns.filter((_, row) => tables[row] === mapping[signal]));
    if (present.size === 0) {
      return `${table} does not exist or may not be read. Run \`girok migrate up\`, or correct the name.`;
    }
    const missing = NEEDED[signal].filter((column) => !present.has(column));
    return missing.length > 0 && `${table} lacks ${missing.join(', ')}: it was not made by \`girok migrate\`.`;
  });
  const found = problems.filter((problem) => problem !== false);
  return found.length === 0
    ? { ok: true, text: `${names.map((name) => `${mapping.database}.${name}`).join(', ')} exist.` }
    : { ok: false, text: found.join(' ') };
}

async function checkSidecar({ sidecarUrl }: AppSettings) {
  if (!sidecarUrl) {
    return { ok: true, text: 'not configured.' };
  }
  const health = `/api/plugin-proxy/${PLUGIN_ID}/sidecar/health`;
  try {
    await getBackendSrv().get(health, undefined, undefined, { showErrorAlert: false });
  } catch (error) {
    return {
      ok: false,
      text: `nothing answers at ${sidecarUrl} (${errorText(error)}). Check that it runs and that Grafana's server can reach it; a new URL counts once it is saved.`,
    };
  }
  return { ok: true, text: 'answers. (Grafana uses the saved URL: save before you test a new one.)' };
}
