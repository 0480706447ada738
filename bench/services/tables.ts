import { type ClickHouseClient } from '@clickhouse/client';

import { POINT_COLUMNS, points } from './points';
import { createExporterTables } from '../../embedded/exporter/tables';
import { TOTALS_TABLE } from '../../queries/services/totals';
import { identifier, list, literal, type Sql, sql } from '../../queries/sql';
import { DEFAULT_TABLES, type TableMapping } from '../../queries/tables';
import { readConfig } from '../../sidecar/config';
import { migrateUp } from '../../sidecar/migrate/migrateUp';
import { countTotals } from '../queries/countTotals';
import { type Engine } from '../queries/engine';
import { SPAN_NAMES } from '../queries/layouts/exporterColumns';
import { girok, GIROK_RETENTION } from '../queries/layouts/girok';
import { SPAN_COLUMNS, spans } from '../queries/rows';

export const GIROK: TableMapping = { ...DEFAULT_TABLES, database: 'girok' };
export const EXPORTER: TableMapping = {
  layout: 'exporter-classic',
  database: 'exporter',
  logs: 'otel_logs',
  traces: 'otel_traces',
  metrics: 'otel_metrics',
};

const provenance = (
  time: Sql
) => sql`'otel-telemetry' AS _topic, 0 AS _partition, intDiv(n, 16) AS _offset, 0 AS ClampedFrom,
  toDateTime64(toStartOfInterval(${time}, INTERVAL 5 SECOND), 3) + 5 AS IngestTime`;

const POINT_NAMES = sql`ResourceAttributes, ScopeName, ScopeVersion, ServiceName, MetricName, MetricDescription, MetricUnit,
  Attributes, StartTimeUnix, TimeUnix`;
const COUNTED = sql`Count, Sum, BucketCounts, ExplicitBounds`;
const CUMULATIVE = sql`2 AS AggregationTemporality`;

interface Target {
  table: string;
  /** Of the generated rows, by the names of the table's columns. */
  select: Sql;
}

/** Who gets the rows of each signal. */
const TARGETS: Record<'spans' | 'points', Target[]> = {
  spans: [
    {
      table: 'girok.otel_audit_traces',
      select: sql`SELECT ${SPAN_NAMES}, 1 AS Copy, ${provenance(sql`Timestamp`)} FROM generated.spans`,
    },
    { table: 'exporter.otel_traces', select: sql`SELECT ${SPAN_NAMES} FROM generated.spans` },
  ],
  points: [
    {
      table: 'girok.otel_audit_metrics',
      select: sql`SELECT ${POINT_NAMES}, kind AS MetricType, if(kind = 'gauge', 0, 2) AS AggregationTemporality, IsMonotonic, Value, ${COUNTED},
  cityHash64(intDiv(n, 16)) AS MessageHash, n % 16 AS Position, ${provenance(sql`TimeUnix`)} FROM generated.points`,
    },
    {
      table: 'exporter.otel_metrics_gauge',
      select: sql`SELECT ${POINT_NAMES}, Value FROM generated.points WHERE kind = 'gauge'`,
    },
    {
      table: 'exporter.otel_metrics_sum',
      select: sql`SELECT ${POINT_NAMES}, Value, IsMonotonic, ${CUMULATIVE} FROM generated.points WHERE kind = 'sum'`,
    },
    {
      table: 'exporter.otel_metrics_histogram',
      select: sql`SELECT ${POINT_NAMES}, ${COUNTED}, ${CUMULATIVE} FROM generated.points WHERE kind = 'histogram'`,
    },
  ],
};

const INSERT = {
  max_threads: 1,
  max_insert_threads: '1',
  parallel_view_processing: 1,
  min_insert_block_size_rows: '524288',
  min_insert_block_size_bytes: '4000000000',
  max_partitions_per_insert_block: '1000',
} as const;

/** What a signal takes on disk after merging, in one of the two layouts. */
export interface Size {
  rows: number;
  parts: number;
  bytesPerRow: number;
}

/** Makes both layouts: what `girok migrate up` makes, without the views of menus, and what the Collector's exporter makes. */
export async function createTables(engine: Engine, client: ClickHouseClient, url: string): Promise<void> {
  await girok({ url }).create(engine);
  await engine.run(sql`CREATE DATABASE exporter`);
  await createExporterTables(client, 'exporter', 'classic');
  await engine.run(sql`CREATE DATABASE generated`);
  await engine.run(sql`CREATE TABLE generated.spans (${SPAN_COLUMNS}) ENGINE = Null`);
  await engine.run(sql`CREATE TABLE generated.points (${POINT_COLUMNS}) ENGINE = Null`);
  for (const { table, select } of [...TARGETS.spans, ...TARGETS.points]) {
    await engine.run(
      sql`CREATE MATERIALIZED VIEW ${identifier(`generated.to_${table.replace('.', '_')}`)} TO ${identifier(table)} AS ${select}`
    );
  }
}

/** A run before has made the tables and filled them. */
export async function areThere(engine: Engine): Promise<boolean> {
  const [{ there }] = await engine.rows<{ there: boolean }>(
    sql`SELECT count() > 0 AS there FROM system.databases WHERE name = 'generated'`
  );
  return there;
}

/** Brings the tables of an earlier run to what `girok migrate up` makes now. */
export async function upgradeTables(url: string): Promise<void> {
  await migrateUp(readConfig(GIROK_RETENTION, { clickhouseUrl: url, database: GIROK.database, queues: 'null' }));
}

/** Counts the totals. @returns what they take */
export async function countedTotals(engine: Engine): Promise<Size> {
  await countTotals(engine, GIROK);
  return sizeOf(engine, [`${GIROK.database}.${TOTALS_TABLE}`]);
}

/** Makes the rows once, puts each into both layouts, and merges every partition into one part. */
export async function fill(engine: Engine, signal: 'spans' | 'points', rows: number): Promise<void> {
  const made = signal === 'spans' ? spans(rows) : points(rows);
  for (const { table } of TARGETS[signal]) {
    await engine.run(sql`SYSTEM STOP MERGES ${identifier(table)}`);
  }
  await engine.run(
    sql`INSERT INTO ${identifier(`generated.${signal}`)} ${made} FROM numbers(${literal(rows)})`,
    INSERT
  );
  for (const { table } of TARGETS[signal]) {
    await engine.run(sql`SYSTEM START MERGES ${identifier(table)}`);
    await engine.run(sql`OPTIMIZE TABLE ${identifier(table)} FINAL`);
  }
}

/** What a signal takes in each of the two layouts. */
export async function sizes(engine: Engine, signal: 'spans' | 'points'): Promise<Record<'girok' | 'exporter', Size>> {
  const of = (layout: 'girok' | 'exporter') =>
    TARGETS[signal].map(({ table }) => table).filter((table) => table.startsWith(`${layout}.`));
  return { girok: await sizeOf(engine, of('girok')), exporter: await sizeOf(engine, of('exporter')) };
}

async function sizeOf(engine: Engine, tables: string[]): Promise<Size> {
  const [size] = await engine.rows<Size>(
    sql`SELECT sum(rows) AS rows, count() AS parts, sum(bytes_on_disk) / rows AS bytesPerRow FROM system.parts
    WHERE active AND concat(database, '.', table) IN ${list(tables)} SETTINGS output_format_json_quote_64bit_integers = 0`
  );
  return size;
}
