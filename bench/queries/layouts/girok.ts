import { EVENT_NAMES, SPAN_NAMES } from './exporterColumns';
import { type EventAttribute, type Layout } from './layout';
import { settings } from '../../../queries/limits';
import { identifier, literal, type Sql, sql } from '../../../queries/sql';
import { DEFAULT_TABLES, rowsOf } from '../../../queries/tables';
import { within } from '../../../queries/timeRange';
import { readConfig } from '../../../sidecar/config';
import { migrateUp } from '../../../sidecar/migrate/migrateUp';
import { countTotals } from '../countTotals';
import { type Engine } from '../engine';

const TIME = sql`Timestamp`;

/** The rows are of a fixed month and must not expire. */
export const GIROK_RETENTION = {
  GIROK_LOGS_RETENTION: '50y',
  GIROK_TRACES_RETENTION: '50y',
  GIROK_METRICS_RETENTION: '50y',
};

/** A message carries 16 rows, and a block is stored every five seconds: what a Kafka queue writes down of them. */
const PROVENANCE_NAMES = sql`_topic, _partition, _offset, ClampedFrom, IngestTime`;
const PROVENANCE = sql`'otel-telemetry', 0, intDiv(n, 16), 0, toDateTime64(toStartOfInterval(Timestamp, INTERVAL 5 SECOND), 3) + 5`;

const COLUMNS: Record<EventAttribute, Sql> = {
  'audit.actor.id': sql`Actor`,
  'audit.action': sql`Action`,
  'audit.target.id': sql`Target`,
  'audit.outcome': sql`Outcome`,
  'tenant.id': sql`Tenant`,
};

/** A change to how one of the tables is made, as text: for what was tried. */
export type Edit = (table: 'otel_audit_traces' | 'otel_audit_logs', createQuery: string) => string;

export interface GirokOptions {
  /** Of the database. */
  name?: string;
  title?: string;
  edit?: Edit;
  /** false: repeated deliveries are counted twice. */
  final?: boolean;
}

/**
 * The real migrations in a database of that name, without the catalogue's views, which belong to menus and have a figure
 * of their own; read as the pages read it.
 */
export function girok(
  { url }: { url: string },
  { name = 'girok', title = 'Girok', edit, final = true }: GirokOptions = {}
): Layout {
  const tables = { ...DEFAULT_TABLES, database: name };
  const database = identifier(name);
  const bounds = identifier(`${name}.otel_audit_traces_trace_id_ts`);
  return {
    name,
    title,
    tables: final ? tables : undefined,
    async create(engine) {
      await migrateUp(readConfig(GIROK_RETENTION, { clickhouseUrl: url, database: name, queues: 'null' }));
      await engine.run(sql`DROP VIEW ${database}.otel_audit_traces_attributes_mv`);
      await engine.run(sql`DROP VIEW ${database}.otel_audit_logs_attributes_mv`);
      await engine.run(sql`DROP VIEW ${database}.otel_audit_metrics_attributes_mv`);
      if (edit) {
        await remake(engine, name, 'otel_audit_traces', edit);
        await remake(engine, name, 'otel_audit_logs', edit);
      }
    },
    afterFilling: (engine) => countTotals(engine, tables),
    spans: {
      table: `${name}.otel_audit_traces`,
      columns: sql`${SPAN_NAMES}, Copy, ${PROVENANCE_NAMES}`,
      select: sql`${SPAN_NAMES}, 1, ${PROVENANCE}`,
      from: final ? rowsOf(tables, 'traces') : identifier(`${name}.otel_audit_traces`),
      settings: settings(),
      within: (range) => within(TIME, range),
      ofTrace: (id) => sql`TraceId = ${literal(id)}
  AND Timestamp >= (SELECT min(Start) FROM ${bounds} WHERE TraceId = ${literal(id)})
  AND Timestamp < (SELECT max(End) + toIntervalSecond(1) FROM ${bounds} WHERE TraceId = ${literal(id)})`,
      ofService: (service) => sql`ServiceName = ${literal(service)}`,
      attributeIs: (key, value) => sql`SpanAttributes[${literal(key)}] = ${literal(value)}`,
      failed: sql`IsError`,
      route: sql`HttpRoute`,
      httpStatus: sql`HttpStatus`,
    },
    events: {
      table: `${name}.otel_audit_logs`,
      columns: sql`${EVENT_NAMES}, ObservedTimestamp, RecordHash, ${PROVENANCE_NAMES}`,
      select: sql`${EVENT_NAMES}, Timestamp + toIntervalNanosecond(cityHash64(n, 'observed') % 1000000), cityHash64(n, 'record'), ${PROVENANCE}`,
      from: final ? rowsOf(tables, 'logs') : identifier(`${name}.otel_audit_logs`),
      settings: settings(),
      within: (range) => within(TIME, range),
      ofTrace: (id) => sql`TraceId = ${literal(id)}`,
      attributeIs: (key, value) => sql`${COLUMNS[key]} = ${literal(value)}`,
      attribute: (key) => COLUMNS[key],
    },
  };
}

/** Makes an empty table anew from the text that made it, changed. */
async function remake(engine: Engine, database: string, table: Parameters<Edit>[0], edit: Edit): Promise<void> {
  const [{ query }] = await engine.rows<{ query: string }>(
    sql`SELECT create_table_query AS query FROM system.tables WHERE database = ${literal(database)} AND name = ${literal(table)}`
  );
  const edited = edit(table, query);
  if (edited !== query) {
    await engine.run(sql`DROP TABLE ${identifier(`${database}.${table}`)} SYNC`);
    await engine.runText(edited);
  }
}
