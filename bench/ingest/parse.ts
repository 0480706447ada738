import { type ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';

import { chainedExtract } from './chainedExtract';
import { Messages } from './messages';
import { type Cost, costOf, cpuSeconds, median } from './processCost';
import { readFrom } from '../../sidecar/deadLetters/replay';

const MESSAGES = 400;
const SPANS_OF_A_MESSAGE = 250;
const RUNS = 5;
const BATCH_ROWS = 5_000;

/** One thread, so that CPU time is the work and not its coordination. */
const ONE_THREAD = { max_threads: 1, max_insert_threads: '1', input_format_parallel_parsing: 0 as const };

export interface ParseResult {
  way: string;
  /** Of the engine, and of the client where it does part of the work. */
  cost: Cost;
  megabytesPerCpuSecond: number;
  rowsPerCpuSecond: number;
}

export interface ParseResults {
  messages: number;
  megabytes: number;
  spans: number;
  results: ParseResult[];
  ratios: Record<string, number>;
}

/**
 * The same spans through each way of parsing, in one run, alternating: the median of five by CPU time. Nothing is
 * stored: targets are Null tables.
 */
export async function benchParse(client: ClickHouseClient, enginePid: number, database: string): Promise<ParseResults> {
  const messages = new Messages(1, Date.now() - 3_600_000);
  const lines = Array.from({ length: MESSAGES }, () => messages.spans(SPANS_OF_A_MESSAGE));
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  await prepare(client, database, lines);
  const rows = await exporterRows(client, database);

  const source = `${database}.messages`;
  const storing = await viewQuery(client, database, 'otel_audit_traces_mv', source);
  const deadLetters = await viewQuery(client, database, 'audit_traces_dead_letters_mv', source);
  const run = (query: string) => () =>
    client.command({ query: `${query} FORMAT Null`, clickhouse_settings: ONE_THREAD });
  const insert = (table: string, format: 'LineAsString' | 'JSONEachRow') => () =>
    client.exec({
      query: `INSERT INTO ${database}.${table} (${table === 'raw_queue' ? 'message' : 'resourceSpans'}) FORMAT ${format}`,
      values: Readable.from([lines.join('\n')]),
      clickhouse_settings: ONE_THREAD,
    });
  const ways: Array<{ way: string; work: () => Promise<unknown>; withClient?: boolean }> = [
    { way: 'isValidJSON', work: run(`SELECT countIf(isValidJSON(message)) FROM ${database}.messages`) },
    { way: 'view', work: run(storing) },
    { way: 'deadLetters', work: run(deadLetters) },
    { way: 'chain', work: run(chainedExtract(`${database}.messages`)) },
    { way: 'insert view', work: insert('raw_queue', 'LineAsString') },
    { way: 'insert typed columns', work: insert('typed_queue', 'JSONEachRow') },
    { way: 'insert rows', work: () => insertRows(client, `${database}.exporter_rows`, rows), withClient: true },
  ];
  const costs = new Map<string, Cost[]>(ways.map(({ way }) => [way, []]));
  for (let i = 0; i < RUNS; i++) {
    for (const { way, work, withClient } of ways) {
      const own = cpuSeconds(process.pid);
      const cost = await costOf(enginePid, work);
      const clientCpu = withClient ? cpuSeconds(process.pid) - own : 0;
      costs.get(way)!.push({ ...cost, cpu: cost.cpu + clientCpu });
    }
  }
  const spans = MESSAGES * SPANS_OF_A_MESSAGE;
  const results = ways.map(({ way }) => {
    const cost = median(costs.get(way)!);
    return { way, cost, megabytesPerCpuSecond: bytes / 1e6 / cost.cpu, rowsPerCpuSecond: spans / cost.cpu };
  });
  const cpu = (way: string) => results.find((result) => result.way === way)!.cost.cpu;
  return {
    messages: MESSAGES,
    megabytes: bytes / 1e6,
    spans,
    results,
    ratios: {
      'view against the JSONExtractArrayRaw chain': cpu('chain') / cpu('view'),
      'view with its dead-letter view against the chain': cpu('chain') / (cpu('view') + cpu('deadLetters')),
      'view against typed JSONEachRow columns, both by INSERT': cpu('insert typed columns') / cpu('insert view'),
      'view against rows through @clickhouse/client, both by INSERT': cpu('insert rows') / cpu('insert view'),
      'share of the bound: isValidJSON over the same bytes': cpu('isValidJSON') / cpu('view'),
    },
  };
}

/** What the Kafka engine adds to a message. */
const PLACE =
  "_topic String DEFAULT '', _partition UInt64, _offset UInt64, _timestamp_ms Nullable(DateTime64(3, 'UTC')) DEFAULT now64(3)";

async function prepare(client: ClickHouseClient, database: string, lines: string[]): Promise<void> {
  const command = (query: string) => client.command({ query });
  const view = (source: string) => viewQuery(client, database, 'otel_audit_traces_mv', source);
  await command(`CREATE TABLE ${database}.messages (message String, ${PLACE}) ENGINE = Memory`);
  await client.exec({
    query: `INSERT INTO ${database}.messages (message) FORMAT LineAsString`,
    values: Readable.from([lines.join('\n')]),
  });
  await command(`CREATE TABLE ${database}.target ENGINE = Null AS ${await view(`${database}.messages`)} LIMIT 0`);
  // raw messages, parsed by the view
  await command(`CREATE TABLE ${database}.raw_queue (message String, ${PLACE}) ENGINE = Null`);
  await command(
    `CREATE MATERIALIZED VIEW ${database}.raw_mv TO ${database}.target AS ${await view(`${database}.raw_queue`)}`
  );
  // the same types as columns, which the input format parses; the view only flattens them
  const overTyped = await view(`${database}.typed_queue`);
  const extract = /JSONExtract\(message, 'resourceSpans', '((?:[^'\\]|\\.)*)'\)/.exec(overTyped);
  if (!extract) {
    throw new Error('The storing view has no JSONExtract of resourceSpans any more: mend bench/ingest/parse.ts.');
  }
  await command(
    `CREATE TABLE ${database}.typed_queue (resourceSpans ${extract[1].replaceAll('\\n', ' ')}, ${PLACE}) ENGINE = Null`
  );
  const flatten = overTyped.replace(extract[0], 'resourceSpans').replace(/WHERE position\(message, [^)]*\) > 0/, '');
  await command(`CREATE MATERIALIZED VIEW ${database}.typed_mv TO ${database}.target AS ${flatten}`);
  // rows that somebody else has parsed
  const rows = `SELECT ${EXPORTER_COLUMNS} FROM (${await view(`${database}.messages`)})`;
  await command(`CREATE TABLE ${database}.exporter_rows ENGINE = Null AS ${rows} LIMIT 0`);
}

/** The columns that the Collector's ClickHouse exporter inserts. */
const EXPORTER_COLUMNS = `Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`, \`Links.TraceId\`, \`Links.SpanId\`, \`Links.TraceState\`, \`Links.Attributes\``;

async function exporterRows(client: ClickHouseClient, database: string): Promise<object[]> {
  const parsed = await viewQuery(client, database, 'otel_audit_traces_mv', `${database}.messages`);
  const query = `SELECT ${EXPORTER_COLUMNS} FROM (${parsed})`;
  const result = await client.query({ query, format: 'JSONEachRow' });
  return result.json<object>();
}

async function insertRows(client: ClickHouseClient, table: string, rows: object[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    await client.insert({
      table,
      values: rows.slice(at, at + BATCH_ROWS),
      format: 'JSONEachRow',
      clickhouse_settings: ONE_THREAD,
    });
  }
}

/** The query of a view over another source than its queue. */
async function viewQuery(client: ClickHouseClient, database: string, view: string, source: string): Promise<string> {
  const result = await client.query({
    query: 'SELECT as_select AS query FROM system.tables WHERE database = {database:String} AND name = {view:String}',
    query_params: { database, view },
    format: 'JSONEachRow',
  });
  const [{ query }] = await result.json<{ query: string }>();
  return readFrom(query, `${database}.audit_traces_queue`, source);
}
