import { type ClickHouseClient } from '@clickhouse/client';

import { type Signal } from './pipeline';
import { type Place } from './place';
import { decodeLogs, decodeMetrics, decodeTraces, type Row } from '../../migrations/decoder';

export const TABLES: Record<Signal, string> = {
  logs: 'otel_audit_logs',
  traces: 'otel_audit_traces',
  metrics: 'otel_audit_metrics',
};

const DECODE = { logs: decodeLogs, traces: decodeTraces, metrics: decodeMetrics };

/** A row and the message it came from; what ClickHouse prints as JSON, with 64-bit integers and NaN in quotes. */
export type PlacedRow = Row & { _partition: string; _offset: string };

/** Rows that the table must hold for a message at this place, read by the independent decoder. */
export function expectedRows(signal: Signal, message: object, place: Place): PlacedRow[] {
  // what JSON drops (undefined) is dropped here too
  const sent = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  return DECODE[signal](sent).map((row) => ({
    ...printed(row),
    _partition: String(place.partition),
    _offset: String(place.offset),
  }));
}

/** Rows of a table with the columns that the decoder knows, in no order. */
export async function storedRows(client: ClickHouseClient, signal: Signal): Promise<PlacedRow[]> {
  const table = TABLES[signal];
  const known = [...Object.keys(DECODE[signal](EXAMPLE)[0]), '_partition', '_offset'];
  const found = await client.query({
    query: `SELECT name, type FROM system.columns
      WHERE database = currentDatabase() AND table = {table:String} AND name IN {known:Array(String)}`,
    query_params: { table, known },
    format: 'JSONEachRow',
  });
  const columns = await found.json<Column>();
  const result = await client.query({
    query: `SELECT ${columns.map(expression).join(', ')} FROM ${table}`,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, output_format_json_quote_denormals: 1 },
  });
  return result.json<PlacedRow>();
}

/** In an order of their own, so that two sets of rows can be compared. */
export function sorted<T extends object>(rows: T[]): T[] {
  const key = (row: T) => JSON.stringify(Object.entries(row).sort(([a], [b]) => a.localeCompare(b)));
  return rows
    .map((row) => [key(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

interface Column {
  name: string;
  type: string;
}

/** One record of each signal: the decoder's columns are the keys of what it makes of it. */
const EXAMPLE = {
  resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }],
  resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }],
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}] } }] }] }],
};

/** Maps as pairs, because a JSON object would lose a key that comes twice. */
function expression({ name, type }: Column): string {
  const pairs = (map: string) => `arrayZip(mapKeys(${map})::Array(String), mapValues(${map}))`;
  if (type.startsWith('Map(')) {
    return `${pairs(`\`${name}\``)} AS \`${name}\``;
  }
  return type.startsWith('Array(Map(') ? `arrayMap(m -> ${pairs('m')}, \`${name}\`) AS \`${name}\`` : `\`${name}\``;
}

/** As ClickHouse prints it: NaN and the infinities in words, large exponents without a plus. */
function printed(row: Row): Row {
  const words: Record<string, string> = { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' };
  const one = (value: unknown): unknown => {
    if (typeof value === 'number') {
      return Number.isFinite(value) ? value : words[String(value)];
    }
    if (Array.isArray(value)) {
      return value.map(one);
    }
    return value === '1e+300' ? '1e300' : value;
  };
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, one(value)]));
}

export interface DeadLetter extends Place {
  /** `queue: reason` */
  letter: string;
  topic: string;
  /** Hexadecimal. */
  message: string;
}

/** Every dead letter, delivered again or not, in no order. */
export async function deadLetters(client: ClickHouseClient): Promise<DeadLetter[]> {
  const result = await client.query({
    query: `SELECT concat(Queue, ': ', Reason) AS letter, _topic AS topic, toUInt32(_partition) AS partition,
        toUInt32(_offset) AS offset, lower(hex(Message)) AS message
      FROM otel_audit_dead_letters`,
    format: 'JSONEachRow',
  });
  return result.json<DeadLetter>();
}
