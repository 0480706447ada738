import { type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { Readable } from 'node:stream';

import { type ViewOver } from './parse';
import { type Cost, leastCost } from './processCost';

const BATCH_ROWS = 5_000;

/** One thread, so that CPU time is the work and not its coordination. */
const ONE_THREAD = { max_threads: 1, max_insert_threads: '1', input_format_parallel_parsing: 0 as const };

/** The columns that the Collector's ClickHouse exporter inserts. */
const EXPORTER_COLUMNS = `Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`, \`Links.TraceId\`, \`Links.SpanId\`, \`Links.TraceState\`, \`Links.Attributes\``;

/** What the Kafka engine adds to a message. */
const PLACE =
  "_topic String DEFAULT '', _partition UInt64, _offset UInt64, _timestamp_ms Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3)";

export interface InsertResults {
  messages: Cost;
  rows: Cost;
  ratio: number;
  /** Into Girok's own table through all of its views, with `optimize_on_insert` and without. */
  stored: { collapsedOnInsert: Cost; collapsedLater: Cost; ratio: number };
}

/**
 * The same spans over HTTP as messages, which the view parses, and as rows that somebody else has parsed, as the
 * Collector's ClickHouse exporter sends them. CPU of engine and client together. Then the
 * same messages stored.
 */
export async function benchInsert(
  client: ClickHouseClient,
  enginePid: number,
  lines: string[],
  viewOver: ViewOver
): Promise<InsertResults> {
  const command = (query: string) => client.command({ query });
  await command(`CREATE TABLE bench.messages (message String, ${PLACE}) ENGINE = Null`);
  await command(`CREATE TABLE bench.kept_messages AS bench.messages ENGINE = Memory`);
  const view = viewOver('otel_audit_traces_mv', 'bench.messages');
  await command(`CREATE TABLE bench.target ENGINE = Null AS ${view} LIMIT 0`);
  await command(`CREATE MATERIALIZED VIEW bench.messages_mv TO bench.target AS ${view}`);
  await insertMessages(client, 'bench.kept_messages', lines);
  const parsed = `SELECT ${EXPORTER_COLUMNS} FROM (${viewOver('otel_audit_traces_mv', 'bench.kept_messages')})`;
  await command(`CREATE TABLE bench.rows ENGINE = Null AS ${parsed} LIMIT 0`);
  const rows = await (await client.query({ query: parsed, format: 'JSONEachRow' })).json<object>();
  const both = [enginePid, process.pid];
  const costs = {
    messages: await leastCost(both, () => insertMessages(client, 'bench.messages', lines)),
    rows: await leastCost(both, () => insertRows(client, 'bench.rows', rows)),
  };
  return { ...costs, ratio: costs.rows.cpu / costs.messages.cpu, stored: await benchStore(client, both, lines) };
}

async function benchStore(client: ClickHouseClient, pids: number[], lines: string[]): Promise<InsertResults['stored']> {
  await client.command({ query: 'SYSTEM STOP MERGES' });
  const stored = (optimize_on_insert: 0 | 1) =>
    leastCost(pids, () => insertMessages(client, 'bench.audit_traces_queue', lines, { optimize_on_insert }));
  const [collapsedOnInsert, collapsedLater] = [await stored(1), await stored(0)];
  return { collapsedOnInsert, collapsedLater, ratio: collapsedOnInsert.cpu / collapsedLater.cpu };
}

async function insertMessages(
  client: ClickHouseClient,
  table: string,
  lines: string[],
  settings: ClickHouseSettings = {}
): Promise<void> {
  await client.exec({
    query: `INSERT INTO ${table} (message) FORMAT LineAsString`,
    values: Readable.from([lines.join('\n')]),
    clickhouse_settings: { ...ONE_THREAD, ...settings },
  });
}

async function insertRows(client: ClickHouseClient, table: string, rows: object[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    const values = rows.slice(at, at + BATCH_ROWS);
    await client.insert({ table, values, format: 'JSONEachRow', clickhouse_settings: ONE_THREAD });
  }
}
