import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceRef,
  type ScopedVars,
} from '@grafana/data';
import { config, type DataSourceSrv, type GetDataSourceListFilters, getTemplateSrv } from '@grafana/runtime';

import { ClickHouseDataSource, type ClickHouseQuery } from './clickHouseDataSource';

type Ref = DataSourceRef | string | null;

const instances = new Map<string, DataSourceApi>();

/** Every data source of the preview is the embedded ClickHouse. */
export const dataSourceSrv: DataSourceSrv = {
  getList: (filters) => settings().filter((candidate) => matches(candidate, filters)),
  getInstanceSettings: find,
  async get(ref, scopedVars) {
    const found = find(ref, scopedVars);
    const known = instances.get(found?.uid ?? '');
    if (known) {
      return known;
    }
    if (!found) {
      throw new Error(`The embedded preview has no data source ${describe(ref)}; it has ${names()}.`);
    }
    const instance = new ClickHouseDataSource(found as DataSourceInstanceSettings<never>);
    instance.meta = found.meta; // Grafana sets this too
    instances.set(found.uid, instance as unknown as DataSourceApi<ClickHouseQuery> as DataSourceApi);
    return instances.get(found.uid)!;
  },
  async reload() {},
  registerRuntimeDataSource({ dataSource }) {
    if (instances.has(dataSource.uid)) {
      throw new Error(`A runtime data source with uid ${dataSource.uid} has already been registered.`);
    }
    instances.set(dataSource.uid, dataSource);
    runtimeSettings.push(dataSource.instanceSettings);
  },
};

const runtimeSettings: DataSourceInstanceSettings[] = [];

function settings(): DataSourceInstanceSettings[] {
  return Object.values(config.datasources);
}

function find(ref?: Ref, scopedVars?: ScopedVars): DataSourceInstanceSettings | undefined {
  const raw = typeof ref === 'string' ? ref : ref?.uid;
  const wanted = raw ? getTemplateSrv().replace(raw, scopedVars) : undefined;
  const all = [...settings(), ...runtimeSettings];
  if (wanted && wanted !== 'default') {
    return all.find(({ uid, name }) => uid === wanted || name === wanted);
  }
  const type = typeof ref === 'object' ? ref?.type : undefined;
  return type ? all.find((candidate) => candidate.type === type) : all.find(({ isDefault }) => isDefault);
}

function matches(candidate: DataSourceInstanceSettings, filters: GetDataSourceListFilters = {}): boolean {
  const { pluginId, type, filter } = filters;
  const types = type === undefined ? undefined : [type].flat();
  return (
    (!pluginId || candidate.type === pluginId) &&
    (!types || types.includes(candidate.type)) &&
    (!filter || filter(candidate))
  );
}

function describe(ref?: Ref): string {
  return typeof ref === 'string' ? ref : JSON.stringify(ref ?? 'default');
}

function names(): string {
  return settings()
    .map(({ name }) => name)
    .join(', ');
}
