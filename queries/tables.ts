import { identifier, type Sql, sql } from './sql';

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

/**
 * The rows of one signal, each counted once: a message that Kafka delivered twice has its rows twice until parts are
 * merged, and FINAL looks through that. Measured at 1.0 to 1.5 times a plain read (docs/ingestion.md, "Counted once").
 */
export function rowsOf(mapping: TableMapping, signal: 'logs' | 'traces' | 'metrics'): Sql {
  return sql`${tableOf(mapping, signal)} FINAL`;
}
