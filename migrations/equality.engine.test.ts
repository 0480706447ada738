import { Corpus } from './corpus';
import { decodeLogs, decodeMetrics, decodeTraces, type Row } from './decoder';
import { toProtobuf } from '../embedded/otlp/encodeForTest';
import { type Signal, SIGNALS } from '../embedded/otlp/signal';
import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';

const MESSAGES = 40;
const TABLES = {
  logs: { table: 'otel_audit_logs', decode: decodeLogs },
  traces: { table: 'otel_audit_traces', decode: decodeTraces },
  metrics: { table: 'otel_audit_metrics', decode: decodeMetrics },
} as const;

/** Columns that say where a row came from; they have tests of their own. */
const PROVENANCE = [
  '_topic',
  '_partition',
  '_offset',
  'ClampedFrom',
  'IngestTime',
  'RecordHash',
  'Copy',
  'MessageHash',
  'Position',
];

let pipeline: ScratchPipeline;
beforeEach(async () => {
  pipeline = await scratchPipeline();
});
afterEach(() => pipeline.close());

describe.each(['json', 'protobuf'] as const)('%s', (encoding) => {
  test.each(Object.keys(TABLES) as Signal[])(
    'every column of every row of %s equals what an independent decoder reads',
    async (signal) => {
      const { table, decode } = TABLES[signal];
      const corpus = new Corpus(20260120, Date.now() - 60_000);
      const messages = Array.from({ length: MESSAGES }, () => corpus[signal]());
      await Promise.all(messages.map((message) => send(signal, encoding, message)));
      // what an encoding drops (undefined) is dropped here too
      const expected = messages
        .flatMap((message) => decode(JSON.parse(JSON.stringify(message)) as Record<string, unknown>))
        .map(printed);
      const columns = await storedColumns(table);
      expect(columns.map(({ name }) => name).sort()).toEqual(Object.keys(expected[0]).sort());
      const stored = await storedRows(table, columns);
      expect(stored.length).toBe(expected.length);
      expect(sorted(stored)).toEqual(sorted(expected));
    }
  );
});

async function send(signal: Signal, encoding: 'json' | 'protobuf', message: object): Promise<void> {
  const response = await fetch(pipeline.otlpUrl + SIGNALS[signal].path, {
    method: 'POST',
    headers: { 'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf' },
    body: encoding === 'json' ? JSON.stringify(message) : Buffer.from(toProtobuf(signal, message)),
  });
  expect({ status: response.status, body: await response.text() }).toMatchObject({ status: 200 });
}

interface Column {
  name: string;
  type: string;
}

async function storedColumns(table: string): Promise<Column[]> {
  const result = await pipeline.client.query({
    query: `SELECT name, type FROM system.columns
      WHERE database = {database:String} AND table = {table:String} AND default_kind != 'MATERIALIZED' AND name NOT IN {without:Array(String)}`,
    query_params: { database: pipeline.database, table, without: PROVENANCE },
    format: 'JSONEachRow',
  });
  return result.json<Column>();
}

/** Maps as pairs, because a JSON object would lose a key that comes twice. */
function expression({ name, type }: Column): string {
  const pairs = (map: string) => `arrayZip(mapKeys(${map})::Array(String), mapValues(${map}))`;
  if (type.startsWith('Map(')) {
    return `${pairs(`\`${name}\``)} AS \`${name}\``;
  }
  return type.startsWith('Array(Map(') ? `arrayMap(m -> ${pairs('m')}, \`${name}\`) AS \`${name}\`` : `\`${name}\``;
}

async function storedRows(table: string, columns: Column[]): Promise<Row[]> {
  const result = await pipeline.client.query({
    query: `SELECT ${columns.map(expression).join(', ')} FROM ${table}`,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, output_format_json_quote_denormals: 1 },
  });
  return result.json<Row>();
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

function sorted(rows: Row[]): Row[] {
  const key = (row: Row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => a.localeCompare(b)));
  return rows
    .map((row) => [key(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}
