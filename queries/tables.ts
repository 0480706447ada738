import { exporterRows } from './exporter/exporter';
import { identifier, type Sql, sql } from './sql';
import { type TimeRange } from './timeRange';

/**
 * Who made the tables. girok: `girok migrate`. exporter: the Collector's ClickHouse exporter with its newer log table;
 * exporter-classic: the same with the older one, which has a column TimestampTime.
 */
export type Layout = 'girok' | 'exporter' | 'exporter-classic';

export type Signal = 'logs' | 'traces' | 'metrics';

/** All of them, in the order in which pages name them. */
export const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** Where the telemetry is. */
export interface TableMapping {
  layout: Layout;
  database: string;
  logs: string;
  traces: string;
  /** Of an exporter: what the names of its five metric tables begin with. */
  metrics: string;
}

const EXPORTER_NAMES = { database: 'default', logs: 'otel_logs', traces: 'otel_traces', metrics: 'otel_metrics' };

/** The names that each maker gives its tables. */
export const DEFAULT_NAMES: Record<Layout, Omit<TableMapping, 'layout'>> = {
  girok: { database: 'otel', logs: 'otel_audit_logs', traces: 'otel_audit_traces', metrics: 'otel_audit_metrics' },
  exporter: EXPORTER_NAMES,
  'exporter-classic': EXPORTER_NAMES,
};

/** What `girok migrate` makes. */
export const DEFAULT_TABLES: TableMapping = { layout: 'girok', ...DEFAULT_NAMES.girok };

/**
 * The rows of one signal, each counted once: a message that Kafka delivered twice has its rows twice until parts are
 * merged, and FINAL looks through that. Measured at 1.0 to 1.5 times a plain read (docs/ingestion.md, "Counted once").
 * @param range the part that the query reads, where it has one
 * @throws RangeError when a configured name is not a ClickHouse name
 */
export function rowsOf(mapping: TableMapping, signal: Signal, range?: TimeRange): Sql {
  return mapping.layout === 'girok'
    ? sql`${identifier(`${mapping.database}.${mapping[signal]}`)} FINAL`
    : exporterRows(mapping, signal, range);
}
