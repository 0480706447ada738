import { identifier, type Sql } from './sql';

/** Where the telemetry is. The defaults are what `girok migrate` makes. */
export interface TableMapping {
  database: string;
  logs: string;
  traces: string;
  metrics: string;
}

export const DEFAULT_TABLES: TableMapping = {
  database: 'otel',
  logs: 'otel_audit_logs',
  traces: 'otel_audit_traces',
  metrics: 'otel_audit_metrics',
};

/** `database.table` of one signal. @throws RangeError when a configured name is not a ClickHouse name */
export function tableOf(mapping: TableMapping, signal: 'logs' | 'traces' | 'metrics'): Sql {
  return identifier(`${mapping.database}.${mapping[signal]}`);
}
